using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.App.Retraining;

/// <summary>One way to train a model on what was known at a time. The same table gives the same model.</summary>
public sealed record Recipe(string Name, Func<FeatureTable, DateTimeOffset, TrainedModel> Train);

/// <summary>The challengers that every retraining trains.</summary>
public sealed record Recipes(IReadOnlyList<Recipe> All)
{
    public static Recipes Default(RetrainingOptions options) => new(
    [
        Boosted("boosted trees", options, new TrainingOptions().Boosting),
        Boosted("deeper boosted trees", options, new TrainingOptions().Boosting with { Trees = 250, MaxDepth = 6, LearningRate = .06, MinChildWeight = 3 }),
    ]);

    public static Recipe Boosted(string name, RetrainingOptions options, BoostingOptions boosting, double negativesKept = .1) => new(name, (table, at) => TrainBoosted.At(table, at, new TrainingOptions
    {
        Maturity = TimeSpan.FromDays(options.MaturityDays),
        WarmUp = TimeSpan.FromDays(options.WarmUpDays),
        Calibration = TimeSpan.FromDays(options.CalibrationDays),
        NegativesKept = negativesKept,
        Boosting = boosting,
    }));
}
