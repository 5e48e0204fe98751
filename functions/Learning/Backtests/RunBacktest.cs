using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Learning.Backtests;

/// <summary>
/// Backtests on a stream: for each period, every contender is fitted on what was known when it began, and measured on the period with the truth.
/// </summary>
public static class RunBacktest
{
    /// <param name="table">The features that decide.</param>
    /// <param name="handbook">The handbook's fifteen features of the same stream.</param>
    /// <param name="options">Which periods, and how to train.</param>
    /// <param name="contenders">The lines, in their order.</param>
    /// <param name="reference">A score from the rules that made the stream, where they are known.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Looked at between fits and within them.</param>
    public static BacktestResult On(
        FeatureTable table, FeatureTable handbook, BacktestOptions options, IReadOnlyList<Contender> contenders,
        Contender? reference = null, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        List<BacktestPeriod> periods = [];
        Contender[] all = [.. contenders, .. reference is null ? [] : (Contender[])[reference]];
        List<(Metrics Metrics, double[] Scores)>[] measured = [.. all.Select(_ => new List<(Metrics, double[])>())];
        Dictionary<int, string> leftOut = [];
        foreach (DateTimeOffset start in options.Starts)
        {
            using BacktestPeriod period = new(table, handbook, start, options);
            if (period.Truth.Positives == 0 || period.Truth.Positives == period.Truth.Rows)
                throw new TooLittleToLearnFrom($"In the period that begins on {start:yyyy-MM-dd} {(period.Truth.Positives == 0 ? "nothing" : "everything")} is fraud, so that nothing can be measured on it: choose another, or a longer one.");
            periods.Add(period);
            for (int line = 0; line < all.Length; line++)
            {
                if (leftOut.ContainsKey(line))
                    continue;
                cancellation.ThrowIfCancellationRequested();
                progress?.Report($"{start:yyyy-MM-dd}: {all[line].Name}");
                try
                {
                    measured[line].Add(Measured(all[line], period, cancellation));
                }
                catch (TooLittleToLearnFrom reason) when (!all[line].Needed)
                {
                    leftOut[line] = $"{start:yyyy-MM-dd}: {reason.Message}";
                }
            }
        }
        BacktestLine Line(int line) => new(all[line], [.. measured[line].Select(one => one.Metrics)], [.. measured[line].Select(one => one.Scores)]);
        return new BacktestResult
        {
            Options = options,
            Rows = [.. periods.Select(period => period.Rows)],
            Periods = [.. periods.Select(period => period.Truth)],
            Lines = [.. Enumerable.Range(0, contenders.Count).Where(line => !leftOut.ContainsKey(line)).Select(Line)],
            LeftOut = [.. leftOut.OrderBy(one => one.Key).Select(one => (all[one.Key].Name, one.Value))],
            Reference = reference is null || leftOut.ContainsKey(contenders.Count) ? null : Line(contenders.Count),
        };
    }

    private static (Metrics Metrics, double[] Scores) Measured(Contender contender, BacktestPeriod period, CancellationToken cancellation)
    {
        double[] scores = contender.Score(period, cancellation);
        if (scores.Length != period.Rows.Count)
            throw new InvalidOperationException($"'{contender.Name}' scored {scores.Length} of {period.Rows.Count} rows.");
        double[] probabilities = contender.Calibrated ? scores : Ranks(scores);
        return (Metrics.Of(probabilities, period.Truth, period.Options.Metrics), scores);
    }

    /// <summary>Scores without a scale as the share of rows below them: in order as before, and in [0, 1) as probabilities have to be.</summary>
    private static double[] Ranks(double[] scores)
    {
        double[] sorted = [.. scores.Order()];
        Dictionary<double, double> below = [];
        for (int i = sorted.Length - 1; i >= 0; i--)
            below[sorted[i]] = i / (double)sorted.Length;
        return Array.ConvertAll(scores, score => below[score]);
    }
}
