using System.Globalization;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Networks.Autoencoders;
using FraudFunctions.Learning.Networks.Recurrent;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Training;

/// <summary>How a whole model is trained: trees always, the other parts unless they are left out.</summary>
public sealed record TrainModelsOptions
{
    public TrainingOptions Trees { get; init; } = new();
    public SequenceOptions? Sequence { get; init; } = new();
    public AutoencoderOptions? Autoencoder { get; init; } = new();
}

/// <summary>Which part is being trained, and how far it is.</summary>
public readonly record struct TrainingStep(string Part, double Share);

/// <summary>
/// Trains all parts of a model on what a table allows to be known at a time, stacks them on the newest settled days, which none of them was fitted on,
/// and calibrates the whole there. The card measures it on customers whom the weights and the calibration of that measure have not seen; which parts get a weight
/// was chosen on all. Where there is too little to tell what is usual, it has no autoencoder.
/// </summary>
public static class TrainModels
{
    public static TrainedModel At(FeatureTable table, DateTimeOffset at, TrainModelsOptions options, IProgress<TrainingStep>? progress = null, CancellationToken cancellation = default)
    {
        LearningSplit split = LearningSplit.Of(table, at, options.Trees);
        Dataset sample = split.SampleOfPast(options.Trees.NegativesKept, options.Trees.Seed), later = split.LaterRows();
        TrainedModel model = TrainTrees.On(split, sample, later, options.Trees, Telling<BoostingProgress>(progress, "trees", step => step.Tree / (double)step.Trees), cancellation);
        if (options.Sequence is { } sequence)
            model = WithSequence(model, split, sequence, progress, cancellation);
        if (options.Autoencoder is { } autoencoder && sample.Rows - sample.Positives >= TrainAutoencoder.FewestRows)
            model = model with { Autoencoder = TrainAutoencoder.Fit(sample, table.Schema, autoencoder, Telling<AutoencoderProgress>(progress, "autoencoder", step => step.Epoch / (double)step.Epochs), cancellation) };
        return model.Sequence is null && model.Autoencoder is null ? model : Stacked(model, split, later);
    }

    private static TrainedModel WithSequence(TrainedModel model, LearningSplit split, SequenceOptions options, IProgress<TrainingStep>? progress, CancellationToken cancellation)
    {
        SequenceRows rows = SequenceTargets.KnownAt(split.Table, split.At, split.Maturity, split.From, split.Until);
        TrainedSequence trained = TrainSequence.Fit(rows, split.Table.Schema, options, Telling<SequenceProgress>(progress, "sequence", step => step.Share), cancellation);
        return (model with { Sequence = trained }).Over(split.Table);
    }

    private static TrainedModel Stacked(TrainedModel model, LearningSplit split, Dataset later)
    {
        double[] corrected = TrainTrees.Corrected(model.Trees, later, model.Card.NegativesKept);
        BlendRows rows = new()
        {
            Trees = Array.ConvertAll(corrected, PlattScaling.LogOdds),
            Sequence = model.SequenceScores is { } scores ? Array.ConvertAll(split.Later.Rows, row => PlattScaling.LogOdds(scores.Fraud[row])) : null,
            Anomaly = model.Autoencoder is { } autoencoder ? UnusualnessOf(autoencoder.Network, later) : null,
            Labels = split.Later.Labels,
            Customers = later.CustomerIds.ToArray(),
        };
        FittedBlend fitted = FitBlend.On(rows);
        double[] blended = fitted.Blend is { } blend ? FitBlend.Blended(rows, blend) : corrected;
        Calibration calibration = later.Positives == 0 ? new Uncalibrated() : FitCalibration.Choose(blended, later.Labels.Span);
        double[] acted = Array.ConvertAll(blended, calibration.Apply);
        ModelCard card = model.Card with
        {
            Id = "",
            Options = Described(model),
            Blend = fitted.Blend,
            Auxiliary = fitted.Auxiliary.Count == 0 ? null : fitted.Auxiliary,
            Calibration = calibration,
            Metrics = TrainTrees.MetricsOf(takes => fitted.Blend is { } chosen ? FitBlend.Again(rows, chosen, takes) : corrected, later),
            Threshold = TrainTrees.ThresholdAt(acted),
            ContentHashes = model.Files.ToDictionary(file => file.Key, file => TrainTrees.Sha256(file.Value), StringComparer.Ordinal),
        };
        return model with { Card = card.Named(), Trials = fitted.Trials };
    }

    private static double[] UnusualnessOf(Autoencoder network, Dataset rows)
    {
        float[] errors = new float[rows.Rows];
        network.Score(rows.Features.Values.Span, errors);
        return Array.ConvertAll(errors, error => Blend.Unusualness(network.Percentile(error)));
    }

    private static SortedDictionary<string, string> Described(TrainedModel model)
    {
        SortedDictionary<string, string> options = new(model.Card.Options.ToDictionary(), StringComparer.Ordinal);
        if (model.Sequence is { } sequence)
            options["sequence"] = string.Create(CultureInfo.InvariantCulture, $"gated recurrent unit, {sequence.Network.Inputs.Count} inputs, {sequence.Network.Units} units");
        if (model.Autoencoder is { } autoencoder)
            options["autoencoder"] = string.Create(CultureInfo.InvariantCulture, $"denoising, {autoencoder.Network.Columns.Count} columns, {autoencoder.Network.Layers.Min(layer => layer.Outputs)} in the middle");
        return options;
    }

    private static IProgress<T>? Telling<T>(IProgress<TrainingStep>? progress, string part, Func<T, double> share) where T : struct
        => progress is null ? null : new Told<T>(step => progress.Report(new TrainingStep(part, share(step))));

    // Not System.Progress: that one reports from other threads, later.
    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
