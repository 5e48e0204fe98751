using FraudFunctions.Learning.Baselines;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Backtests;

/// <summary>
/// Backtests on a stream: for each period, everything is fitted on what was known when it began, and measured on the period with the truth.
/// Simple ways of scoring stand beside the model, so that nobody has to believe that it earns its keep.
/// </summary>
public static class RunBacktest
{
    // What the handbook's deterministic scenario and many a bank's first rule say.
    private const double AmountRuleThreshold = 220;

    /// <param name="table">The features that decide.</param>
    /// <param name="handbook">The handbook's fifteen features of the same stream.</param>
    /// <param name="options">Which periods, and how to train.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Looked at between fits and within them.</param>
    public static IReadOnlyList<BacktestLine> On(FeatureTable table, FeatureTable handbook, BacktestOptions options, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        Dictionary<string, List<Metrics>> lines = [];
        foreach (DateTimeOffset start in options.Starts)
        {
            int[] rows = TestPeriod.Rows(table, start, options);
            if (rows.Length == 0)
                throw new ArgumentException($"The stream has nothing in the period that begins on {start:yyyy-MM-dd}.");
            Dataset test = table.Rows.Select(rows);
            Dataset fifteen = handbook.Rows.Select(rows);
            Dataset week = TestPeriod.HandbookWeek(handbook, start, options);
            void Measure(string name, double[] probabilities, Dataset on)
            {
                if (!lines.TryGetValue(name, out List<Metrics>? line))
                    lines[name] = line = [];
                line.Add(Metrics.Of(probabilities, on, options.Metrics));
            }

            progress?.Report($"{start:yyyy-MM-dd}: baselines");
            Measure("amount > 220", ByAmount(test), test);
            Measure("max |z|, 15 handbook features", Squashed(MaxAbsZ.Fit(week.Features).Score(fifteen)), fifteen);
            cancellation.ThrowIfCancellationRequested();
            Measure("logistic regression, 15 features, one week", LogisticRegression.Fit(week, cancel: cancellation).Score(fifteen), fifteen);
            Measure("shallow trees 100 x 3, 15 features, one week", Shallow(week, fifteen, handbook.Schema.Hash, cancellation), fifteen);
            progress?.Report($"{start:yyyy-MM-dd}: boosted trees");
            TrainedModel model = TrainBoosted.At(table, start, options.Training, cancellation: cancellation);
            Measure($"boosted trees, {table.Schema.Width} features, all the past", model.Probabilities(test), test);
        }
        return [.. lines.Select(line => new BacktestLine(line.Key, line.Value))];
    }

    private static double[] ByAmount(Dataset rows)
        => Array.ConvertAll(rows.AmountsMinor.ToArray(), amount => amount / 100.0 > AmountRuleThreshold ? 1.0 : 0.0);

    /// <summary>A score without a scale, moved into [0, 1): its order counts, its calibration does not.</summary>
    private static double[] Squashed(double[] scores) => Array.ConvertAll(scores, score => score / (1 + score));

    private static double[] Shallow(Dataset week, Dataset test, string schemaHash, CancellationToken cancellation)
    {
        BoostedTrees fit = BoostTrees.Fit(week, schemaHash, new BoostingOptions { Trees = 100, MaxDepth = 3, LearningRate = .1 }, cancel: cancellation);
        float[] outputs = new float[test.Rows];
        fit.Model.Score(test.Features.Values.Span, outputs);
        return Array.ConvertAll(outputs, output => (double)output);
    }
}
