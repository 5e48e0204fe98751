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

    // Shallow trees with half of the columns each: on the handbook stream as good as deep ones, and cheaper to serve.
    public BoostingOptions Boosting { get; init; } = new() { Trees = 400, MaxDepth = 4, LearningRate = .05, ColumnShare = .5, RowShare = .8, Seed = 1 };
}

/// <summary>A trained model with everything that serving and explaining need.</summary>
public sealed record TrainedModel(ModelCard Card, TreeEnsemble Trees, byte[] TreeBytes, byte[] Onnx, BoostedTrees Fit)
{
    /// <summary>By feature, how much it moves the log-odds of the rows that were calibrated on; zeros where there were none.</summary>
    public required IReadOnlyList<double> Importance { get; init; }

    /// <summary>What is kept of it, by the names that the card has hashes of.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => new Dictionary<string, byte[]> { ["trees"] = TreeBytes, ["onnx"] = Onnx };

    /// <summary>The probability that is acted on, for each row.</summary>
    public double[] Probabilities(Dataset rows)
    {
        float[] outputs = new float[rows.Rows];
        Trees.Score(rows.Features.Values.Span, outputs);
        return Array.ConvertAll(outputs, output => Card.Probability(output));
    }
}

/// <summary>Trains boosted trees on what a table allows to be known at a time.</summary>
public static class TrainBoosted
{
    /// <summary>
    /// Fits, calibrates and measures a model as of <paramref name="at"/>. Nothing that became known later has any influence.
    /// </summary>
    public static TrainedModel At(FeatureTable table, DateTimeOffset at, TrainingOptions options, IProgress<BoostingProgress>? progress = null, CancellationToken cancellation = default)
    {
        DateTimeOffset from = table.Rows.Times.Span[0] + options.WarmUp;
        Dataset known = table.KnownAt(at, options.Maturity, from);
        DateTimeOffset calibrateFrom = at - options.Maturity - options.Calibration;
        int split = FirstSince(known, calibrateFrom);
        if (split == 0)
            throw new ArgumentException($"There is nothing to learn from before {calibrateFrom:yyyy-MM-dd}: the stream must begin {(options.WarmUp + options.Calibration + options.Maturity).TotalDays:F0} days and more before {at:yyyy-MM-dd}.");
        Dataset past = known.Slice(0, split);
        Dataset fit = NegativeSampling.Keep(past, options.NegativesKept, options.Seed);
        Dataset later = Settled(known.Slice(split, known.Rows - split), at - options.Maturity);
        BoostingOptions boosting = options.Boosting.EarlyStoppingTrees == 0 ? options.Boosting : Stopped(past, calibrateFrom, table.Schema.Hash, options, progress, cancellation);
        BoostedTrees boosted = BoostTrees.Fit(fit, table.Schema.Hash, boosting, progress: progress, cancel: cancellation);
        double[] corrected = Corrected(boosted.Model, later, options.NegativesKept);
        Calibration calibration = later.Positives == 0 ? new Uncalibrated() : FitCalibration.Choose(corrected, later.Labels.Span);
        byte[] trees = boosted.Model.ToBytes();
        byte[] onnx = WriteTrees.ToOnnx(boosted.Model);
        ModelCard card = new()
        {
            Id = "",
            Purpose = ModelPurpose.Fraud,
            SchemaVersion = 1,
            SchemaHash = table.Schema.Hash,
            TrainingSetHash = fit.ContentHash(),
            TrainedOn = new TrainingWindow(from, calibrateFrom),
            CreatedAt = at,
            Options = Described(options),
            Metrics = later.Positives == 0 ? new Dictionary<string, double>() : Metrics.Of(Array.ConvertAll(corrected, calibration.Apply), later, new MetricsOptions { BootstrapDraws = 100 }).ToCard(),
            Threshold = ThresholdAt(corrected, calibration),
            NegativesKept = options.NegativesKept,
            Calibration = calibration,
            ContentHashes = new Dictionary<string, string> { ["trees"] = Sha256(trees), ["onnx"] = Sha256(onnx) },
        };
        return new TrainedModel(card.Named(), boosted.Model, trees, onnx, boosted) { Importance = ShapImportance.Of(boosted.Model, later.Features) };
    }

    /// <summary>The boosting options with the number of trees that ranked the stopping days best, grown on what came before them.</summary>
    private static BoostingOptions Stopped(Dataset past, DateTimeOffset until, string schemaHash, TrainingOptions options, IProgress<BoostingProgress>? progress, CancellationToken cancellation)
    {
        int split = FirstSince(past, until - options.Stopping);
        if (split == 0 || split == past.Rows)
            throw new ArgumentException($"There are no {options.Stopping.TotalDays:F0} days before {until:yyyy-MM-dd} to choose the number of trees on, after something to learn from.");
        Dataset fit = NegativeSampling.Keep(past.Slice(0, split), options.NegativesKept, options.Seed);
        BoostedTrees tried = BoostTrees.Fit(fit, schemaHash, options.Boosting, past.Slice(split, past.Rows - split), progress, cancellation);
        return options.Boosting with { Trees = tried.Model.Roots.Length, EarlyStoppingTrees = 0 };
    }

    private static int FirstSince(Dataset rows, DateTimeOffset from)
    {
        ReadOnlySpan<DateTimeOffset> times = rows.Times.Span;
        int first = 0;
        while (first < times.Length && times[first] < from)
            first++;
        return first;
    }

    /// <summary>
    /// Rows old enough that their silence counts. Younger ones are there only when they were labelled, nearly always as fraud: they would make
    /// fraud look common.
    /// </summary>
    private static Dataset Settled(Dataset rows, DateTimeOffset until) => rows.Slice(0, FirstSince(rows, until));

    private static double[] Corrected(TreeEnsemble model, Dataset rows, double negativesKept)
    {
        float[] outputs = new float[rows.Rows];
        model.Score(rows.Features.Values.Span, outputs);
        return Array.ConvertAll(outputs, output => PriorCorrection.Apply(output, negativesKept));
    }

    /// <summary>The probability that one genuine transaction in a hundred reaches, for those who want a threshold rather than money.</summary>
    private static double ThresholdAt(double[] corrected, Calibration calibration)
    {
        if (corrected.Length == 0)
            return .5;
        double[] sorted = [.. corrected.Select(calibration.Apply).Order()];
        return sorted[(int)(sorted.Length * .99)];
    }

    private static SortedDictionary<string, string> Described(TrainingOptions options) => new(options.Boosting.ToCard().ToDictionary(), StringComparer.Ordinal)
    {
        ["stoppingDays"] = options.Stopping.TotalDays.ToString(CultureInfo.InvariantCulture),
        ["negativesKept"] = options.NegativesKept.ToString(CultureInfo.InvariantCulture),
        ["maturityDays"] = options.Maturity.TotalDays.ToString(CultureInfo.InvariantCulture),
    };

    private static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
