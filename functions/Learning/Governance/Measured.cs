using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Governance;

/// <summary>What was measured of one model on the rows of a test.</summary>
public sealed record Measured
{
    public required string Model { get; init; }

    /// <summary>Calibrated, one per row.</summary>
    public required double[] Probabilities { get; init; }

    /// <summary>Reason codes of the explained rows, the strongest first.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Reasons { get; init; }
    public required double MicrosecondsPerRow { get; init; }
}

/// <summary>Rows to hold two models against each other on, cut into slices: by channel, by amount, or whatever else they are named by.</summary>
public sealed record TestRows(Dataset Rows, IReadOnlyDictionary<string, string[]> Slices)
{
    private static readonly (long BelowMinor, string Name)[] bands = [(5_000, "below 50"), (20_000, "50 to 200"), (100_000, "200 to 1,000"), (long.MaxValue, "1,000 and more")];

    /// <summary>The band of an amount in minor units of the base currency.</summary>
    public static string BandOf(long amountMinor) => bands.First(band => amountMinor < band.BelowMinor || band.BelowMinor == long.MaxValue).Name;
}
