using System.Globalization;
using System.Security.Cryptography;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Onnx;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Training;

/// <summary>How the boosted trees that decide are trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>How long a transaction must go without a label before it counts as genuine.</summary>
    public TimeSpan Maturity { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Left out at the beginning, while the states are still filling up.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromDays(38);

    /// <summary>The newest learnable days are not fitted on: the probabilities are calibrated there, and the card's figures measured.</summary>
    public TimeSpan Calibration { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The days before the calibration on which the number of trees is chosen, when <see cref="BoostingOptions.EarlyStoppingTrees"/> is above 0. The
    /// trees are then grown again, so many of them, on these days too: the newest days are the ones most like tomorrow.
    /// </summary>
    public TimeSpan Stopping { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A tenth of the genuine rows trains as well as all of them, ten times faster.</summary>
    public double NegativesKept { get; init; } = .1;
    public int Seed { get; init; } = 1;

    // Shallow trees with half of the columns each: on the handbook stream as good as deep ones, and cheaper to serve. Without early stopping: it
    // ranked alike there (mean average precision .7626 with 82 to 150 trees, .7621 with all 400), but needs another week of history.
    public BoostingOptions Boosting { get; init; } = new() { Trees = 400, MaxDepth = 4, LearningRate = .05, ColumnShare = .5, RowShare = .8, Seed = 1 };

    /// <summary>Grow a random forest instead of boosting.</summary>
    public ForestOptions? Forest { get; init; }
}

/// <summary>Trains boosted trees or a random forest on what a table allows to be known at a time.</summary>
public static class TrainTrees
{
    /// <summary>
    /// Fits, calibrates and measures a model as of <paramref name="at"/>. Nothing that became known later has any influence.
    /// </summary>
    public static TrainedModel At(FeatureTable table, DateTimeOffset at, TrainingOptions options, IProgress<BoostingProgress>? progress = null, CancellationToken cancellation = default)
    {
        LearningSplit split = LearningSplit.Of(table, at, options);
        return On(split, split.SampleOfPast(options.NegativesKept, options.Seed), split.LaterRows(), options, progress, cancellation);
    }

    /// <summary>The same of a split whose rows to fit on and whose later rows are at hand.</summary>
    internal static TrainedModel On(LearningSplit split, Dataset fit, Dataset later, TrainingOptions options, IProgress<BoostingProgress>? progress, CancellationToken cancellation)
    {
        string schemaHash = split.Table.Schema.Hash;
        TreeEnsemble model = options.Forest is { } forest ? GrowForest.Fit(fit, schemaHash, forest, cancel: cancellation) : Boosted(split, fit, options, progress, cancellation);
        double[] corrected = Corrected(model, later, options.NegativesKept);
        Calibration calibration = later.Positives == 0 ? new Uncalibrated() : FitCalibration.Choose(corrected, later.Labels.Span);
        byte[] trees = model.ToBytes();
        byte[] onnx = WriteTrees.ToOnnx(model);
        ModelCard card = new()
        {
            Id = "",
            Purpose = ModelPurpose.Fraud,
            SchemaVersion = 1,
            SchemaHash = schemaHash,
            TrainingSetHash = fit.ContentHash(),
            TrainedOn = new TrainingWindow(split.From, split.Until),
            CreatedAt = split.At,
            Options = Described(options),
            Metrics = MetricsOf(_ => corrected, later),
            Threshold = ThresholdAt(Array.ConvertAll(corrected, calibration.Apply)),
            NegativesKept = options.NegativesKept,
            Calibration = calibration,
            ContentHashes = new Dictionary<string, string> { [ModelFiles.Trees] = Sha256(trees), [ModelFiles.TreesOnnx] = Sha256(onnx) },
        };
        return new TrainedModel(card.Named(), model, trees, onnx) { Importance = ShapImportance.Of(model, later.Features), MeasuredOn = split.Later.Rows };
    }

    /// <summary>What the card says of probabilities before calibration: fitted, calibrated and measured on different customers.</summary>
    internal static IReadOnlyDictionary<string, double> MetricsOf(Func<Func<int, bool>, double[]> probabilities, Dataset later)
        => later.Positives == 0 ? new Dictionary<string, double>() : Metrics.Of(CustomerFolds.Calibrated(probabilities, later.Labels.ToArray(), later.CustomerIds.ToArray()), later, new MetricsOptions { BootstrapDraws = 100 }).ToCard();

    private static TreeEnsemble Boosted(LearningSplit split, Dataset fit, TrainingOptions options, IProgress<BoostingProgress>? progress, CancellationToken cancellation)
    {
        BoostingOptions boosting = options.Boosting.EarlyStoppingTrees == 0 ? options.Boosting : Stopped(split, options, progress, cancellation);
        return BoostTrees.Fit(fit, split.Table.Schema.Hash, boosting, progress: progress, cancel: cancellation).Model;
    }

    /// <summary>The boosting options with the number of trees that ranked the stopping days best, grown on what came before them.</summary>
    private static BoostingOptions Stopped(LearningSplit split, TrainingOptions options, IProgress<BoostingProgress>? progress, CancellationToken cancellation)
    {
        (Dataset before, Dataset since) = split.PastAround(split.Until - options.Stopping, options.NegativesKept, options.Seed);
        if (before.Rows == 0 || since.Rows == 0)
            throw new TooLittleToLearnFrom($"There are no {options.Stopping.TotalDays:F0} days before {split.Until:yyyy-MM-dd} to choose the number of trees on, after something to learn from.");
        BoostedTrees tried = BoostTrees.Fit(before, split.Table.Schema.Hash, options.Boosting, since, progress, cancellation);
        return options.Boosting with { Trees = tried.Model.Roots.Length, EarlyStoppingTrees = 0 };
    }

    internal static double[] Corrected(TreeEnsemble model, Dataset rows, double negativesKept)
    {
        float[] outputs = new float[rows.Rows];
        model.Score(rows.Features.Values.Span, outputs);
        return Array.ConvertAll(outputs, output => PriorCorrection.Apply(output, negativesKept));
    }

    /// <summary>The probability that one transaction in a hundred reaches, for those who want a threshold rather than money.</summary>
    internal static double ThresholdAt(double[] probabilities)
        => probabilities.Length == 0 ? .5 : probabilities.Order().ElementAt((int)(probabilities.Length * .99));

    private static SortedDictionary<string, string> Described(TrainingOptions options) => new((options.Forest?.ToCard() ?? options.Boosting.ToCard()).ToDictionary(), StringComparer.Ordinal)
    {
        ["stoppingDays"] = options.Stopping.TotalDays.ToString(CultureInfo.InvariantCulture),
        ["negativesKept"] = options.NegativesKept.ToString(CultureInfo.InvariantCulture),
        ["maturityDays"] = options.Maturity.TotalDays.ToString(CultureInfo.InvariantCulture),
    };

    internal static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
