namespace FraudFunctions.Learning.Evaluation;

/// <summary>What decisions cost: a review per flagged row, and the amount of every fraud that was not flagged.</summary>
/// <remarks>
/// Savings = 1 - cost / cost of flagging nothing. Example: frauds of 100 and 300, a review costs 5; flagging three rows, the fraud
/// of 300 among them, costs 15 + 100 of 400 and saves .7125.
/// </remarks>
public sealed record CostModel(long ReviewCostMinor)
{
    /// <summary>Outcome of flagging where the expected loss, probability times amount, exceeds the review.</summary>
    public Outcome ByExpectedLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, ReadOnlySpan<long> amountsMinor)
    {
        Check(probabilities.Length, labels.Length, amountsMinor.Length);
        var flags = new bool[probabilities.Length];
        for (var row = 0; row < flags.Length; row++)
            flags[row] = probabilities[row] * amountsMinor[row] > ReviewCostMinor;
        return Of(flags, labels, amountsMinor);
    }

    /// <summary>Outcome of flagging at and above a threshold.</summary>
    public Outcome ByThreshold(double threshold, ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, ReadOnlySpan<long> amountsMinor)
    {
        Check(probabilities.Length, labels.Length, amountsMinor.Length);
        var flags = new bool[probabilities.Length];
        for (var row = 0; row < flags.Length; row++)
            flags[row] = probabilities[row] >= threshold;
        return Of(flags, labels, amountsMinor);
    }

    public Outcome Of(ReadOnlySpan<bool> flags, ReadOnlySpan<bool> labels, ReadOnlySpan<long> amountsMinor)
    {
        Check(flags.Length, labels.Length, amountsMinor.Length);
        var (flagged, caught, frauds) = (0, 0, 0);
        long caughtMinor = 0, atStakeMinor = 0;
        for (var row = 0; row < flags.Length; row++)
        {
            flagged += flags[row] ? 1 : 0;
            if (!labels[row])
                continue;
            frauds++;
            atStakeMinor += amountsMinor[row];
            caught += flags[row] ? 1 : 0;
            caughtMinor += flags[row] ? amountsMinor[row] : 0;
        }
        if (atStakeMinor == 0)
            throw new ArgumentException("No fraud has an amount: there is nothing to save.");
        var costMinor = flagged * ReviewCostMinor + (atStakeMinor - caughtMinor);
        return new Outcome
        {
            Flagged = flagged,
            Precision = flagged == 0 ? 0 : (double)caught / flagged,
            Recall = (double)caught / frauds,
            AmountRecall = (double)caughtMinor / atStakeMinor,
            Savings = 1 - (double)costMinor / atStakeMinor
        };
    }

    private static void Check(int rows, int labels, int amounts)
    {
        if (labels != rows || amounts != rows)
            throw new ArgumentException($"{labels} labels and {amounts} amounts for {rows} rows.");
    }
}

/// <summary>What a way of flagging achieves on labelled rows.</summary>
public sealed record Outcome
{
    public required int Flagged { get; init; }
    public required double Precision { get; init; }
    public required double Recall { get; init; }

    /// <summary>Share of the defrauded money that was flagged.</summary>
    public required double AmountRecall { get; init; }

    /// <summary>1: every fraud stopped for nothing; 0: as good as no model; below: worse.</summary>
    public required double Savings { get; init; }
}
