using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Onnx;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Networks.Autoencoders;

/// <summary>How far training an autoencoder is: epochs done, and the mean squared error of the newest rows.</summary>
public readonly record struct AutoencoderProgress(int Epoch, int Epochs, double NewestError);

/// <summary>A trained autoencoder, and what is kept of it.</summary>
public sealed record TrainedAutoencoder(Autoencoder Network, byte[] Bytes, byte[] Onnx)
{
    /// <summary>Rows learned from, after sampling.</summary>
    public required int Rows { get; init; }

    /// <summary>Mean squared error of the newest rows after each epoch; a network that says nothing has about 1.</summary>
    public required IReadOnlyList<double> NewestErrors { get; init; }
}

/// <summary>Trains a denoising autoencoder (Vincent et al. 2008) on the behaviour in rows that are not known to be fraud.</summary>
/// <remarks>
/// Same rows, options and seed give the same bytes, whatever the number of threads. The newest rows choose when to stop and how far off each column
/// usually is, so that neither is judged by rows the network has seen.
/// </remarks>
public static class TrainAutoencoder
{
    /// <summary>With fewer genuine rows there is nothing usual yet.</summary>
    public const int FewestRows = 100;

    private const int ScoredAtOnce = 1024;

    // A column that the others determine is repeated nearly exactly; less than this much off is no anomaly yet.
    private const double LeastResidual = .05;

    /// <param name="rows">In order of time, labelled as known by then.</param>
    /// <param name="schema">Of the rows; says which columns are behaviour.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Looked at many times per epoch.</param>
    public static TrainedAutoencoder Fit(
        Dataset rows, FeatureSchema schema, AutoencoderOptions options, IProgress<AutoencoderProgress>? progress = null, CancellationToken cancellation = default)
    {
        options.Check();
        if (rows.Features.Width != schema.Width)
            throw new ArgumentException($"Rows of {rows.Features.Width} features are not of the schema '{schema.Name}' with {schema.Width}.", nameof(rows));
        int[] genuine = [.. Enumerable.Range(0, rows.Rows).Where(row => !rows.Labels.Span[row])];
        if (genuine.Length < FewestRows)
            throw new TooLittleToLearnFrom($"{genuine.Length} genuine rows are too few to tell what is usual.");
        int older = (int)(genuine.Length * (1 - options.StoppingShare));
        int[] fit = Spread(genuine.AsSpan(0, older), options.MostRows);
        int[] newest = Spread(genuine.AsSpan(older), Math.Max(FewestRows, options.MostRows / 10));
        AutoencoderColumn[] columns = FitColumns.Of(rows.Features, fit, options.Columns is { } named ? Indices(named, schema) : BehaviourColumns.Of(schema));
        if (columns.Length == 0)
            throw new TooLittleToLearnFrom("No column of behaviour ever changes: there is nothing to learn.");
        DenoisingNetwork network = new(columns.Length, options);
        Epochs epochs = new(network, Squashed(rows.Features, fit, columns), Squashed(rows.Features, newest, columns), options, cancellation);
        epochs.Run(progress);
        for (int i = 0; i < columns.Length; i++)
            columns[i] = columns[i] with { Residual = (float)Math.Max(LeastResidual, epochs.Residuals[i]) };
        Autoencoder unranked = new(schema.Hash, schema.Width, columns, network.ToLayers(), new float[ErrorQuantiles.Count]);
        float[] quantiles = ErrorQuantiles.Of(Errors(unranked, rows.Features, [.. fit, .. newest], options.Threads, cancellation));
        Autoencoder ranked = new(schema.Hash, schema.Width, columns, unranked.Layers, quantiles);
        return new TrainedAutoencoder(ranked, ranked.ToBytes(), WriteAutoencoder.ToOnnx(ranked)) { Rows = fit.Length, NewestErrors = epochs.History };
    }

    private static int[] Indices(IReadOnlyList<string> names, FeatureSchema schema)
    {
        Dictionary<string, int> places = schema.Columns.Select((column, i) => (column.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        return [.. names.Select(name => places.TryGetValue(name, out int place) ? place : throw new ArgumentException($"There is no column '{name}'."))];
    }

    /// <summary>At most so many, at equal distances.</summary>
    private static int[] Spread(ReadOnlySpan<int> rows, int most)
    {
        int[] spread = new int[Math.Min(rows.Length, most)];
        for (int i = 0; i < spread.Length; i++)
            spread[i] = rows[(int)((long)i * rows.Length / spread.Length)];
        return spread;
    }

    private static float[] Squashed(Matrix rows, int[] sample, AutoencoderColumn[] columns)
    {
        float[] squashed = new float[sample.Length * columns.Length];
        for (int i = 0; i < sample.Length; i++)
        {
            ReadOnlySpan<float> row = rows.Row(sample[i]);
            for (int column = 0; column < columns.Length; column++)
                squashed[i * columns.Length + column] = columns[column].Squash(row[columns[column].Index]);
        }
        return squashed;
    }

    private static float[] Errors(Autoencoder network, Matrix rows, int[] sample, int threads, CancellationToken cancellation)
    {
        float[] errors = new float[sample.Length];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, (sample.Length + ScoredAtOnce - 1) / ScoredAtOnce, parallel, block =>
        {
            int from = block * ScoredAtOnce, count = Math.Min(ScoredAtOnce, sample.Length - from);
            float[] some = new float[count * rows.Width];
            for (int i = 0; i < count; i++)
                rows.Row(sample[from + i]).CopyTo(some.AsSpan(i * rows.Width));
            network.Score(some, errors.AsSpan(from, count));
        });
        return errors;
    }
}
