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
        Whole("boosted trees, sequence and autoencoder", options, Usual),
        Trees("boosted trees", options, Usual),
        Trees("random forest", options, Usual with { Forest = new ForestOptions { Seed = 1 } }),
    ]);

    private static TrainingOptions Usual { get; } = new();

    public static Recipe Boosted(string name, RetrainingOptions options, BoostingOptions boosting, double negativesKept = .1)
        => Trees(name, options, Usual with { Boosting = boosting, NegativesKept = negativesKept });

    private static Recipe Trees(string name, RetrainingOptions options, TrainingOptions training)
        => new(name, (table, at) => TrainTrees.At(table, at, Timed(training, options)));

    private static Recipe Whole(string name, RetrainingOptions options, TrainingOptions training)
        => new(name, (table, at) => TrainModels.At(table, at, new TrainModelsOptions { Trees = Timed(training, options) }));

    private static TrainingOptions Timed(TrainingOptions training, RetrainingOptions options) => training with
    {
        Maturity = TimeSpan.FromDays(options.MaturityDays),
        WarmUp = TimeSpan.FromDays(options.WarmUpDays),
        Calibration = TimeSpan.FromDays(options.CalibrationDays),
    };
}
