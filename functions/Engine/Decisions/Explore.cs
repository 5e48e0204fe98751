using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Decisions;

/// <summary>How likely a policy is to take each outcome of a payment in the grey zone.</summary>
/// <remarks>
/// With probability <see cref="Exploration.Share"/> any of the outcomes offered, all alike; otherwise the one that costs least, or, once the policy
/// has learned, each as often as it may be the one that costs least (Thompson 1933). When that is expected to cost more than the payment's part of
/// the daily budget, all but the cheapest become rarer by the same factor.
/// </remarks>
public static class Explore
{
    private static readonly Outcome[] offerable = [Outcome.Approve, Outcome.Challenge, Outcome.Review];

    /// <summary>The chances of a payment; null when nothing is left to chance and nothing was learned.</summary>
    /// <param name="policy">The policy that decides.</param>
    /// <param name="decided">What costs and rules have decided.</param>
    /// <param name="input">The payment.</param>
    public static Choice? Of(Policy policy, Outcome decided, in PolicyInput input)
    {
        if (policy.Exploration is not { Share: > 0 } exploration || !IsOpen(exploration, decided, input))
            return null;
        double p = input.Probability!.Value;
        Span<double> costs = stackalloc double[offerable.Length];
        Span<bool> offered = stackalloc bool[offerable.Length];
        double cheapest = policy.ExpectedCost(decided, p, input.AmountMinor);
        int count = 0;
        for (int i = 0; i < costs.Length; i++)
        {
            costs[i] = policy.ExpectedCost(offerable[i], p, input.AmountMinor);
            offered[i] = costs[i] - cheapest <= exploration.GreyZoneMinor;
            count += offered[i] ? 1 : 0;
        }
        if (count < 2)
            return null;
        Span<double> shares = stackalloc double[offerable.Length];
        shares[Array.IndexOf(offerable, decided)] = 1;
        policy.Bandit?.Learned(input, offered, costs, shares);
        Choice choice = Spread(exploration, costs, offered, count, shares);
        return choice.Greedy == decided && choice.Of(decided) == 1 ? null : choice;
    }

    private static bool IsOpen(Exploration exploration, Outcome decided, in PolicyInput input)
    {
        if (input.Probability is null || input.Excluded || input.Direction != Direction.Debit || input.AmountMinor > exploration.MaxAmountMinor || !offerable.Contains(decided))
            return false;
        foreach (Rule hit in input.Hits)
        {
            if (hit.Status == RuleStatus.Live)
                return false;
        }
        return true;
    }

    private static Choice Spread(Exploration exploration, ReadOnlySpan<double> costs, ReadOnlySpan<bool> offered, int count, Span<double> shares)
    {
        int best = -1;
        for (int i = 0; i < costs.Length; i++)
        {
            if (offered[i] && (best < 0 || costs[i] < costs[best]))
                best = i;
        }
        double extra = 0;
        for (int i = 0; i < costs.Length; i++)
        {
            shares[i] = offered[i] ? (1 - exploration.Share) * shares[i] + exploration.Share / count : 0;
            extra += shares[i] * (costs[i] - costs[best]);
        }
        double factor = extra > exploration.AllowanceMinor ? exploration.AllowanceMinor / extra : 1;
        double[] propensities = new double[Enum.GetValues<Outcome>().Length];
        int left = Choice.Whole;
        for (int i = 0; i < costs.Length; i++)
        {
            if (i == best || !offered[i] || shares[i] * factor < Exploration.SmallestPropensity)
                continue;
            int millionths = (int)(shares[i] * factor * Choice.Whole);
            propensities[(int)offerable[i]] = millionths / (double)Choice.Whole;
            left -= millionths;
        }
        propensities[(int)offerable[best]] = left / (double)Choice.Whole;
        return new Choice(offerable[best], propensities);
    }
}
