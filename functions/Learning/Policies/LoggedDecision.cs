using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Learning.Policies;

/// <summary>A decision of the past as a policy could see it beforehand, how likely each outcome was, and how it ended as far as anybody knows.</summary>
public sealed record LoggedDecision
{
    public required string CustomerId { get; init; }
    public required DateTimeOffset Time { get; init; }
    public required double? Probability { get; init; }
    public required long AmountMinor { get; init; }
    public Direction Direction { get; init; } = Direction.Debit;
    public IReadOnlyList<Rule> Hits { get; init; } = [];

    /// <summary>What a candidate goes by: another model, other rules, or what decided. Null where there is no candidate but the policy.</summary>
    public Sight? Instead { get; init; }

    /// <summary>Chance was to keep away from the customer.</summary>
    public bool Excluded { get; init; }

    /// <summary>The features as served; empty when no policy in question looks at them.</summary>
    public ReadOnlyMemory<float> Features { get; init; }
    public required Outcome Chosen { get; init; }

    /// <summary>How likely each of the five outcomes was; certainty when nothing was left to chance.</summary>
    public required IReadOnlyList<double> Propensities { get; init; }

    /// <summary>Whether it was fraud; null when nobody can know. A refused payment shows nothing.</summary>
    public bool? IsFraud { get; init; }

    /// <summary>How it ended; null when that is not known, or not yet.</summary>
    public Ending? Ending { get; init; }

    /// <summary>Certainty of one outcome.</summary>
    public static IReadOnlyList<double> Certain(Outcome outcome) => certain[(int)outcome];

    private static readonly double[][] certain = [.. Enumerable.Range(0, Outcomes.Count).Select(one => Enumerable.Range(0, Outcomes.Count).Select(other => one == other ? 1.0 : 0).ToArray())];
}

/// <summary>What model and rules say of a payment.</summary>
public readonly record struct Sight(double? Probability, IReadOnlyList<Rule> Hits);

/// <summary>What a decision cost in the end, everything counted, and what of it was lost to fraud; in hundredths of the base currency.</summary>
public readonly record struct Ending(double CostMinor, double LossMinor);

/// <summary>The outcomes by number.</summary>
internal static class Outcomes
{
    public static IReadOnlyList<Outcome> All { get; } = Enum.GetValues<Outcome>();

    public static int Count => All.Count;
}
