using FraudFunctions.Learning.Backtests.Reference;
using FraudFunctions.Learning.Baselines;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Backtests;

/// <summary>The lines that stand in every table, so that nobody has to believe that a model earns its keep.</summary>
public static class Contenders
{
    public const string Boosted = "boosted trees";

    // What the handbook's deterministic scenario and many a bank's first rule say.
    private const double AmountRuleThreshold = 220;

    public static IReadOnlyList<Contender> Usual { get; } =
    [
        new("amount > 220", (period, _) => ByAmount(period.Test)),
        new("max abs z, 15 features, one week", (period, _) => MaxAbsZ.Fit(period.Week.Features).Score(period.Fifteen)) { Calibrated = false },
        new("isolation forest, 15 features, one week", (period, _) => IsolationForest.Fit(period.Week.Features, new IsolationOptions { Seed = 1 }).Score(period.Fifteen)) { Calibrated = false },
        new("logistic regression, 15 features, one week", (period, cancel) => LogisticRegression.Fit(period.Week, cancel: cancel).Score(period.Fifteen)),
        new("shallow trees 100 x 3, 15 features, one week", Shallow),
        new($"{Boosted}, all the past", (period, cancel) => TrainTrees.At(period.Table, period.Start, period.Options.Training, cancellation: cancel).Probabilities(period.Test)) { Needed = true },
        new("random forest, all the past", (period, cancel) => TrainTrees.At(period.Table, period.Start, period.Options.Training with { Forest = new ForestOptions { Seed = 1 } }, cancellation: cancel).Probabilities(period.Test)),
    ];

    /// <summary>The networks beside the trees, and all of them together as they decide; trained once for the three lines.</summary>
    public static IReadOnlyList<Contender> Parts { get; } =
    [
        new("autoencoder, all the past", (period, cancel) => ScoreRows.With(Whole(period, cancel).Autoencoder!.Network, period.Test.Features)) { Calibrated = false },
        new("GRU, all the past", (period, cancel) => [.. period.Rows.Select(row => (double)Whole(period, cancel).SequenceScores!.Fraud[row])]),
        new("blend of trees and networks", (period, cancel) => Whole(period, cancel).Probabilities(period.Table, [.. period.Rows])) { Combines = true },
    ];

    /// <summary>What a score would reach that knew how the Fraud Detection Handbook's stream was made.</summary>
    public static Contender NearBayes(FeatureTable table, TimeSpan labelDelay)
    {
        Lazy<HandbookReference> reference = new(() => HandbookReference.Of(table, labelDelay));
        return new Contender("near-Bayes reference", (period, _) => reference.Value.Score(period.Rows));
    }

    private static TrainedModel Whole(BacktestPeriod period, CancellationToken cancel)
        => period.Once(() => TrainModels.At(period.Table, period.Start, new TrainModelsOptions { Trees = period.Options.Training }, cancellation: cancel));

    private static double[] ByAmount(Dataset rows)
        => Array.ConvertAll(rows.AmountsMinor.ToArray(), amount => amount / 100.0 > AmountRuleThreshold ? 1.0 : 0.0);

    private static double[] Shallow(BacktestPeriod period, CancellationToken cancel)
    {
        BoostedTrees fit = BoostTrees.Fit(period.Week, period.HandbookHash, new BoostingOptions { Trees = 100, MaxDepth = 3, LearningRate = .1 }, cancel: cancel);
        float[] outputs = new float[period.Fifteen.Rows];
        fit.Model.Score(period.Fifteen.Features.Values.Span, outputs);
        return Array.ConvertAll(outputs, output => (double)output);
    }
}
