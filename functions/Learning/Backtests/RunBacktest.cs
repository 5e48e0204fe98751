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
        foreach (DateTimeOffset start in options.Starts)
        {
            using BacktestPeriod period = new(table, handbook, start, options);
            periods.Add(period);
            for (int line = 0; line < all.Length; line++)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report($"{start:yyyy-MM-dd}: {all[line].Name}");
                measured[line].Add(Measured(all[line], period, cancellation));
            }
        }
        BacktestLine[] lines = [.. all.Zip(measured, (contender, figures) => new BacktestLine(contender, [.. figures.Select(one => one.Metrics)], [.. figures.Select(one => one.Scores)]))];
        return new BacktestResult
        {
            Options = options,
            Rows = [.. periods.Select(period => period.Rows)],
            Periods = [.. periods.Select(period => period.Truth)],
            Lines = lines[..contenders.Count],
            Reference = reference is null ? null : lines[^1],
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
