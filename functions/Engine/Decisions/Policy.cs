using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Decisions;

/// <summary>
/// Money decides: of the five outcomes, the one that is expected to cost least. Amounts are hundredths of the base currency. The defaults are
/// round figures to start from; what an analyst's ten minutes or a lost customer costs is the bank's to say.
/// </summary>
public sealed record Policy
{
    private static readonly Outcome[] outcomes = Enum.GetValues<Outcome>();

    public required int Version { get; init; }

    /// <summary>What an analyst's look costs.</summary>
    public long ReviewCostMinor { get; init; } = 500;

    /// <summary>Put on top of it while there are more reviews than analysts: the price at which the queue stays as long as it is.</summary>
    public long ReviewShadowPriceMinor { get; init; }

    /// <summary>What a challenge costs in messages, calls to the help line and patience.</summary>
    public long ChallengeCostMinor { get; init; } = 150;

    /// <summary>What a good customer's payment that waits for an analyst costs.</summary>
    public long HoldCostMinor { get; init; } = 1_500;

    /// <summary>What a refused good customer costs besides the payment itself.</summary>
    public long DeclineCostMinor { get; init; } = 2_500;

    /// <summary>What a good payment earns, as a share of its amount.</summary>
    public double Margin { get; init; } = .02;

    /// <summary>Share of good customers who give up when challenged.</summary>
    public double ChallengeAbandonment { get; init; } = .03;

    /// <summary>Share of the loss that each outcome still prevents.</summary>
    public double ChallengePrevents { get; init; } = .85;
    public double ReviewPrevents { get; init; } = .6;
    public double HoldPrevents { get; init; } = .98;

    /// <summary>What is left to chance; null: nothing.</summary>
    public Exploration? Exploration { get; init; }

    /// <summary>What was learned about the costs above; it decides within the grey zone, where chance does. Null: nothing.</summary>
    public Bandit? Bandit { get; init; }

    /// <summary>
    /// Picks the outcome for one payment: by money and rules, and in the grey zone by what was learned and by chance, which comes from the
    /// decision's id.
    /// </summary>
    public PolicyAnswer Decide(in PolicyInput input, string decisionId)
    {
        PolicyAnswer answer = Decide(input.Probability, input.AmountMinor, input.Direction, input.Hits);
        if (Explore.Of(this, answer.Outcome, input) is not { } choice)
            return answer;
        Outcome drawn = choice.Draw(Choice.ChanceOf(decisionId, Version, Exploration!.Seed));
        return answer with { Outcome = drawn, Choice = choice, ExpectedCostMinor = ExpectedCost(drawn, input.Probability ?? 0, input.AmountMinor) };
    }

    /// <summary>
    /// Picks the outcome for one payment. Without a probability only the rules speak. Money that comes in is approved, reviewed or held: nobody
    /// is challenged for being paid.
    /// </summary>
    public PolicyAnswer Decide(double? probability, long amountMinor, Direction direction, IReadOnlyList<Rule> hits)
    {
        double p = probability ?? 0;
        Outcome cheapest = Outcome.Approve;
        foreach (Outcome outcome in outcomes)
        {
            bool open = direction == Direction.Debit || outcome is Outcome.Approve or Outcome.Review or Outcome.Hold;
            if (open && ExpectedCost(outcome, p, amountMinor) < ExpectedCost(cheapest, p, amountMinor))
                cheapest = outcome;
        }
        Outcome decided = cheapest;
        foreach (Rule hit in hits)
        {
            if (hit.Status == RuleStatus.Live && hit.AtMost is { } ceiling && ceiling < decided)
                decided = ceiling;
        }
        foreach (Rule hit in hits)
        {
            if (hit.Status == RuleStatus.Live && hit.AtLeast is { } floor && floor > decided)
                decided = floor;
        }
        return new PolicyAnswer(decided, cheapest, p * amountMinor, ExpectedCost(decided, p, amountMinor));
    }

    /// <summary>What an outcome is expected to cost at that probability of fraud.</summary>
    /// <example>At p = .3 and 2,000.00: approve 600.00, challenge 92.34, review 245.00, hold 27.50, decline 45.50.</example>
    public double ExpectedCost(Outcome outcome, double p, long amountMinor) => outcome switch
    {
        Outcome.Approve => p * amountMinor,
        Outcome.Challenge => ChallengeCostMinor + (1 - p) * ChallengeAbandonment * Margin * amountMinor + p * amountMinor * (1 - ChallengePrevents),
        Outcome.Review => ReviewCostMinor + ReviewShadowPriceMinor + p * amountMinor * (1 - ReviewPrevents),
        Outcome.Hold => ReviewCostMinor + ReviewShadowPriceMinor + (1 - p) * HoldCostMinor + p * amountMinor * (1 - HoldPrevents),
        Outcome.Decline => (1 - p) * (DeclineCostMinor + Margin * amountMinor),
    };
}

/// <summary>What the policy decided, what money alone would have, and what is at stake, in hundredths of the base currency.</summary>
public readonly record struct PolicyAnswer(Outcome Outcome, Outcome ByMoney, double ExpectedLossMinor, double ExpectedCostMinor, Choice? Choice = null);
