using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Policies;

/// <summary>How an estimate is made.</summary>
public sealed record EstimateOptions
{
    /// <summary>
    /// No decision counts for more than so many: what was rare where it was taken would otherwise decide alone. Cutting moves IPS and SNIPS towards
    /// the outcomes that were common; doubly robust keeps its model's word for what is cut off. The engine never makes it necessary beyond 200.
    /// </summary>
    public double MaxWeight { get; init; } = 100;
    public int Draws { get; init; } = 500;
    public double Level { get; init; } = .95;
    public int Seed { get; init; } = 1;
    public IReadOnlyList<Measure> Measures { get; init; } = Enum.GetValues<Measure>();

    /// <summary>Of the decisions that would be others, the share that may lead where the log never went before weighting is refused.</summary>
    public double MostUncovered { get; init; } = .01;

    /// <summary>Of the decisions that would be others, the share whose truth nobody could know before the whole answer is refused.</summary>
    public double MostBlind { get; init; } = .05;
}

/// <summary>A figure over all decisions of the log, and its interval.</summary>
public readonly record struct Estimate(double Value, Interval Interval);

/// <summary>One measure of a policy by each of the three estimators; null where it is refused.</summary>
public sealed record MeasureEstimate
{
    public required Measure Measure { get; init; }

    /// <summary>Under the policy that was active.</summary>
    public required Estimate AsItWas { get; init; }
    public required Estimate? Ips { get; init; }
    public required Estimate? Snips { get; init; }
    public required Estimate? DoublyRobust { get; init; }

    /// <summary>Doubly robust less as it was, customer by customer; as the weights have it, so that the two need not differ by it where one was cut at nothing.</summary>
    public required Estimate? Difference { get; init; }
}

/// <summary>What a policy would have cost, and how far the log can say so.</summary>
public sealed record PolicyEstimate
{
    public required int Decisions { get; init; }
    public required int Customers { get; init; }
    public required IReadOnlyList<MeasureEstimate> Measures { get; init; }

    /// <summary>Share of decisions that the policy would make differently.</summary>
    public required double Changed { get; init; }

    /// <summary>As many decisions, all counting alike, would say as much (Kish 1965); and of those that would be others only.</summary>
    public required double EffectiveSampleSize { get; init; }
    public required double EffectiveChanged { get; init; }

    /// <summary>Share of decisions for outcomes that the log gave no chance.</summary>
    public required double Uncovered { get; init; }

    /// <summary>Share of decisions that would be others where the truth cannot be known.</summary>
    public required double Blind { get; init; }

    /// <summary>Share of decisions whose weight was cut.</summary>
    public required double Clipped { get; init; }
    public required IReadOnlyList<Warning> Warnings { get; init; }

    public MeasureEstimate Of(Measure measure) => Measures.First(one => one.Measure == measure);
}

/// <summary>Why an estimate is to be read with care, or is not given.</summary>
public sealed record Warning(string Code, string Text);
