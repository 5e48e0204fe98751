using System.Globalization;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Backtests.Curves;

/// <summary>The two pictures of a backtest, over the rows of all periods together: what a threshold buys, and whether probabilities are kept.</summary>
public static class DrawCurves
{
    private const int ReliabilityBins = 12;

    /// <summary>Precision by recall of every line; the baseline is the share of frauds, which flagging by chance would reach.</summary>
    public static string PrecisionRecall(BacktestResult result)
    {
        bool[] labels = Labels(result);
        double prior = labels.Count(label => label) / (double)labels.Length;
        Plot plot = new("Precision and recall, all periods together", "recall: share of frauds that are flagged", "precision: share of flagged that is fraud");
        plot.AddBaseline(0, prior, 1, prior, string.Create(CultureInfo.InvariantCulture, $"by chance: {prior:P2} is fraud"));
        foreach (BacktestLine line in result.Lines)
            plot.AddCurve(Curve(line, labels), Named(line));
        if (result.Reference is { } reference)
            plot.AddReference(Curve(reference, labels), Named(reference));
        return plot.ToString();
    }

    private static IEnumerable<(double X, double Y)> Curve(BacktestLine line, bool[] labels)
        => Ranking.Of(Scores(line), labels).PrecisionRecall().Select(point => (point.Recall, point.Precision));

    // The figure of the table: the curve pools the periods, so that the area under it is another.
    private static string Named(BacktestLine line) => string.Create(CultureInfo.InvariantCulture, $"{Short(line.Name)} (mean AP {line.Of(metrics => metrics.AveragePrecision).Mean:F3})");

    /// <summary>How often it was fraud where the probability was so much, of the lines that give probabilities; the baseline is to keep them exactly.</summary>
    public static string Reliability(BacktestResult result)
    {
        bool[] labels = Labels(result);
        Plot plot = new("Reliability", "mean probability that was given", "share that was fraud");
        plot.AddBaseline(0, 0, 1, 1, "kept exactly");
        foreach (BacktestLine line in result.Lines.Where(line => line.Contender.Calibrated && line.Scores.SelectMany(scores => scores).Distinct().Take(3).Count() == 3))
        {
            double error = line.Of(metrics => metrics.CalibrationError).Mean;
            plot.AddCurve(Evaluation.Reliability.Curve(Scores(line), labels, ReliabilityBins).Select(point => (point.MeanProbability, point.Frequency)), string.Create(CultureInfo.InvariantCulture, $"{Short(line.Name)} (ECE {error:F4})"), dots: true);
        }
        return plot.ToString();
    }

    private static bool[] Labels(BacktestResult result) => [.. result.Periods.SelectMany(period => period.Labels.ToArray())];

    private static double[] Scores(BacktestLine line) => [.. line.Scores.SelectMany(scores => scores)];

    private static string Short(string name) => name.Split(',')[0];
}
