using System.Globalization;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Backtests;

/// <summary>Finds what is too good to be true: scores and features that must have seen what was not known yet.</summary>
public static class LeakAlarm
{
    // No single honest feature ranks nearly all frauds before nearly all else; one that does was written with the answer at hand.
    private const double ImplausibleAuc = .99;

    // Below this a feature may separate them by luck.
    private const int FewFrauds = 20;

    // With a dozen lines, one in a hundred false alarms would be one in eight reports.
    private const double Certainty = .998;

    /// <summary>What is wrong, a sentence each; empty when nothing is.</summary>
    public static IReadOnlyList<string> Look(FeatureTable table, BacktestResult result, CompareLines compared)
        => [.. AboveReference(result, compared), .. TooGoodFeatures(result), .. KnownBeforeItHappened(table)];

    private static IEnumerable<string> AboveReference(BacktestResult result, CompareLines compared)
    {
        if (result.Reference is not { } reference)
            yield break;
        foreach (BacktestLine line in result.Lines)
        {
            Interval ahead = compared.Difference(line, reference, Certainty);
            if (ahead.Low > 0)
                yield return string.Create(CultureInfo.InvariantCulture, $"'{line.Name}' has AP {Mean(line):F3}; one who knew how the stream was made reaches {Mean(reference):F3}. It is ahead by {ahead.Low:F3} to {ahead.High:F3}, which is not luck: it has seen labels before they were known.");
        }
    }

    private static double Mean(BacktestLine line) => line.Of(metrics => metrics.AveragePrecision).Mean;

    private static IEnumerable<string> TooGoodFeatures(BacktestResult result)
    {
        bool[] labels = [.. result.Periods.SelectMany(period => period.Labels.ToArray())];
        if (labels.Count(label => label) < FewFrauds)
            yield break;
        IReadOnlyList<string> names = result.Periods[0].FeatureNames;
        double[] aucs = new double[names.Count];
        Parallel.For(0, names.Count, column => aucs[column] = Ranking.Of(Column(result.Periods, column), labels).RocAuc());
        foreach ((string name, double auc) in names.Zip(aucs))
        {
            // A feature that falls with fraud gives it away as well as one that rises.
            if (Math.Max(auc, 1 - auc) > ImplausibleAuc)
                yield return string.Create(CultureInfo.InvariantCulture, $"The feature '{name}' alone has AUC {Math.Max(auc, 1 - auc):F4}: it looks like the label under another name. Take the column out of the map.");
        }
    }

    // A missing value counts as lower than all: whether something is missing can give the label away too.
    private static double[] Column(IReadOnlyList<Dataset> periods, int column)
        => [.. periods.SelectMany(period => Enumerable.Range(0, period.Rows).Select(row => period.Features.Row(row)[column] is var value && float.IsNaN(value) ? double.NegativeInfinity : value))];

    private static IEnumerable<string> KnownBeforeItHappened(FeatureTable table)
    {
        // Those that were known before are refused on the way in.
        long early = table.EarlyLabels;
        for (int row = 0; row < table.Rows.Rows; row++)
        {
            foreach (Engine.Labels.Word word in table.Words[row].Span)
            {
                if (word.Known <= table.Rows.Times.Span[row])
                {
                    early++;
                    break;
                }
            }
        }
        if (early > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{early:N0} transactions had a label when they happened, or before. Labels arrive later than what they speak of: see label.delayDays and label.knownTimeColumn of the map.");
    }
}
