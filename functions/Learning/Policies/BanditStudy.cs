using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;

namespace FraudFunctions.Learning.Policies;

/// <summary>
/// A policy that learns, week by week, in a world in which every cost is known: what it costs more than the best policy for that world would, beside
/// what the static policy costs more.
/// </summary>
public sealed record BanditStudy
{
    private static readonly TimeSpan ripening = TimeSpan.FromDays(30);

    /// <summary>Regret per payment of each week, in hundredths of the base currency: of the policy that learns, and of the one that does not.</summary>
    public required IReadOnlyList<(double Learning, double Static)> Weeks { get; init; }

    /// <summary>The last policy.</summary>
    public required Policy Learned { get; init; }

    public double LearningSince(int week) => Weeks.Skip(week).Average(one => one.Learning);

    public double StaticSince(int week) => Weeks.Skip(week).Average(one => one.Static);

    /// <param name="world">What really happens; its customers come anew each week.</param>
    /// <param name="start">The static policy, with the exploration that learning may use.</param>
    /// <param name="schema">The schema in which the segment's feature is found.</param>
    /// <param name="feature">The feature that says who is of the segment.</param>
    /// <param name="weeks">How long.</param>
    /// <param name="seed">Of the payments and of what happens.</param>
    public static BanditStudy Run(ChallengeWorld world, Policy start, FeatureSchema schema, BanditFeature feature, int weeks, int seed)
    {
        ChallengeWorld week = world with { Length = TimeSpan.FromDays(7) };
        Func<LoggedDecision, IReadOnlyList<double>> still = TargetPolicy.Of(start with { Exploration = null, Bandit = null });
        LinearThompson learner = new(start, [feature], schema);
        List<SimulatedDecision> waiting = [];
        List<(double, double)> regrets = [];
        Policy policy = start;
        DateTimeOffset from = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (int number = 0; number < weeks; number++, from += week.Length)
        {
            List<LoggedDecision> ripe = [.. waiting.Where(one => one.Logged.Time <= from - ripening).Select(one => one.Logged)];
            if (ripe.Count > 0)
            {
                waiting.RemoveAll(one => one.Logged.Time <= from - ripening);
                learner.Learn(ripe);
                policy = learner.Next(policy.Version + 1);
            }
            Func<LoggedDecision, IReadOnlyList<double>> chances = TargetPolicy.Of(policy, schema);
            List<SimulatedDecision> decided = SimulateLog.Of(week, policy, chances, from, seed * 1_000 + number);
            waiting.AddRange(decided);
            regrets.Add((decided.Average(one => Regret(week, one, one.Logged.Propensities)), decided.Average(one => Regret(week, one, still(one.Logged)))));
        }
        return new BanditStudy { Weeks = regrets, Learned = policy };
    }

    /// <summary>What the chances cost more than the cheapest outcome, by the world's own costs.</summary>
    private static double Regret(ChallengeWorld world, SimulatedDecision decision, IReadOnlyList<double> chances)
    {
        double p = decision.Logged.Probability!.Value, expected = 0, least = double.PositiveInfinity;
        for (int outcome = 0; outcome < chances.Count; outcome++)
        {
            double cost = p * world.Expected((Outcome)outcome, true, decision.InSegment, decision.Logged.AmountMinor) + (1 - p) * world.Expected((Outcome)outcome, false, decision.InSegment, decision.Logged.AmountMinor);
            expected += chances[outcome] * cost;
            least = Math.Min(least, cost);
        }
        return expected - least;
    }
}
