using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Backtests;

/// <summary>Who wins really: the mean average precision of every line had other customers come, the same ones for all lines.</summary>
/// <remarks>
/// A customer who is drawn twice counts twice in every period and for every line, so what they have in common cancels in a difference
/// (paired cluster bootstrap, Efron and Tibshirani 1993). Two lines .010 apart with ± .030 each can still be told apart for certain.
/// </remarks>
public sealed class CompareLines
{
    private readonly double[][] drawn;
    private readonly BacktestLine[] lines;

    private CompareLines(BacktestLine[] lines, double[][] drawn) => (this.lines, this.drawn) = (lines, drawn);

    public static CompareLines Of(BacktestResult result, CancellationToken cancellation = default)
    {
        BacktestLine[] lines = [.. result.Lines, .. result.Reference is null ? [] : (BacktestLine[])[result.Reference]];
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        int[][] customers = [.. result.Periods.Select(period => Bootstrap.Numbered(period.CustomerIds.Span, numbers))];
        RankedRows[][] ranked = [.. lines.Select(line => result.Periods.Select((period, i) => new RankedRows(line.Scores[i], period.Labels.Span, customers[i])).ToArray())];
        double[][] drawn = new double[result.Options.Draws][];
        Parallel.For(0, drawn.Length, new ParallelOptions { CancellationToken = cancellation }, draw => drawn[draw] = Draw(ranked, numbers.Count, result.Options.Metrics.Seed + draw));
        return new CompareLines(lines, drawn);
    }

    /// <summary>95 % of the draws of a line's mean.</summary>
    public Interval Mean(BacktestLine line) => Interval.Of(drawn.Select(draw => draw[Of(line)]));

    /// <summary>How much better a line is than another in each draw, as an interval.</summary>
    public Interval Difference(BacktestLine line, BacktestLine other, double level = .95) => Interval.Of(drawn.Select(draw => draw[Of(line)] - draw[Of(other)]), level);

    private int Of(BacktestLine line) => Array.IndexOf(lines, line);

    private static double[] Draw(RankedRows[][] ranked, int customers, int seed)
    {
        Random random = new(seed);
        while (true)
        {
            int[] times = Bootstrap.Draw(customers, random);
            double?[] means = [.. ranked.Select(line => line.Aggregate((double?)0, (sum, period) => sum + period.AveragePrecision(times) / line.Length))];
            // A draw that leaves a period without a fraud says nothing.
            if (means.All(mean => mean is not null))
                return [.. means.Select(mean => mean!.Value)];
        }
    }
}
