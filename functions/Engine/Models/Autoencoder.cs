using System.Security.Cryptography;

namespace FraudFunctions.Engine.Models;

/// <summary>A network that repeats what it is used to: how badly it repeats a row says how unusual the row is, and in which columns.</summary>
/// <remarks>
/// It reads its own columns out of the whole feature row, squashes them, and sees beside each whether it is there. Between the layers is a
/// hyperbolic tangent. Error = Σ |z - ẑ| / residual over the columns that are there, divided by their number. A missing column adds nothing.
/// Distances, not their squares: on the handbook stream that ranked frauds better, since no single wild column drowns the others.
/// Example: of two columns one is off by 3 usual residuals and one by 1: (3 + 1) / 2 = 2, three quarters of it by the first.
/// </remarks>
public sealed class Autoencoder : IModel
{
    private readonly AutoencoderColumn[] columns;
    private readonly AutoencoderLayer[] layers;
    private readonly float[][] turned;
    private readonly float[] quantiles;
    private readonly int widest;

    /// <param name="schemaHash">Of the feature row.</param>
    /// <param name="width">Features per row, of which <paramref name="columns"/> are read.</param>
    /// <param name="columns">What is read, and how.</param>
    /// <param name="layers">From twice the columns (values, then 1 where there is one) back to the columns.</param>
    /// <param name="quantiles">As <see cref="ErrorQuantiles.Of"/> gives them.</param>
    public Autoencoder(string schemaHash, int width, IReadOnlyList<AutoencoderColumn> columns, IReadOnlyList<AutoencoderLayer> layers, ReadOnlySpan<float> quantiles)
    {
        ArgumentException.ThrowIfNullOrEmpty(schemaHash);
        (SchemaHash, Width, this.columns, this.layers, this.quantiles) = (schemaHash, width, [.. columns], [.. layers], quantiles.ToArray());
        AutoencoderShape.Check(width, this.columns, this.layers, this.quantiles);
        turned = Array.ConvertAll(this.layers, AutoencoderShape.Turned);
        widest = this.layers.Max(layer => Math.Max(layer.Inputs, layer.Outputs));
        Id = Convert.ToHexStringLower(SHA256.HashData(ToBytes()));
    }

    public string Id { get; }
    public int Width { get; }
    public string SchemaHash { get; }
    public IReadOnlyList<AutoencoderColumn> Columns => columns;
    public IReadOnlyList<AutoencoderLayer> Layers => layers;
    public ReadOnlySpan<float> Quantiles => quantiles;

    /// <summary>One reconstruction error per row.</summary>
    public void Score(ReadOnlySpan<float> rows, Span<float> errors)
    {
        RowShape.Check(rows.Length, Width, errors.Length);
        float[] input = new float[2 * columns.Length], output = new float[widest], spare = new float[widest];
        for (int row = 0; row < errors.Length; row++)
        {
            Read(rows.Slice(row * Width, Width), input);
            ReadOnlySpan<float> expected = Repeat(input, output, spare);
            (float sum, int present) = (0, 0);
            for (int i = 0; i < columns.Length; i++)
            {
                sum += Error(input, expected, i);
                present += (int)input[columns.Length + i];
            }
            errors[row] = sum / Math.Max(present, 1);
        }
    }

    /// <summary>Share of the training rows with less error, above 0 and below 1.</summary>
    public double Percentile(float error) => ErrorQuantiles.Percentile(quantiles, error);

    /// <summary>What was off about a row, the worst first; columns the row lacks are left out.</summary>
    public IReadOnlyList<Deviation> Attribute(ReadOnlySpan<float> row)
    {
        RowShape.Check(row.Length, Width, 1);
        float[] input = new float[2 * columns.Length];
        Read(row, input);
        ReadOnlySpan<float> expected = Repeat(input, new float[widest], new float[widest]);
        int present = input.AsSpan(columns.Length).Count(1f);
        double sum = 0;
        for (int i = 0; i < columns.Length; i++)
            sum += Error(input, expected, i);
        List<Deviation> deviations = [];
        for (int i = 0; i < columns.Length; i++)
        {
            if (input[columns.Length + i] == 0)
                continue;
            double error = Error(input, expected, i);
            deviations.Add(new(columns[i].Index, row[columns[i].Index], columns[i].Unsquash(expected[i]), error / present, sum > 0 ? error / sum : 1.0 / present));
        }
        return [.. deviations.OrderByDescending(deviation => deviation.Error)];
    }

    public byte[] ToBytes() => AutoencoderFormat.Write(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote; throws <see cref="InvalidDataException"/> when a byte is not what was written.</summary>
    public static Autoencoder FromBytes(ReadOnlySpan<byte> bytes) => AutoencoderFormat.Read(bytes);

    /// <summary>The network's input: squashed values, 0 where there is none, then 1 where there is one.</summary>
    private void Read(ReadOnlySpan<float> row, Span<float> input)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            float value = row[columns[i].Index];
            bool missing = float.IsNaN(value);
            input[i] = missing ? 0 : columns[i].Squash(value);
            input[columns.Length + i] = missing ? 0 : 1;
        }
    }

    private ReadOnlySpan<float> Repeat(ReadOnlySpan<float> input, float[] output, float[] spare)
    {
        for (int layer = 0; layer < layers.Length; layer++)
        {
            Span<float> to = output.AsSpan(0, layers[layer].Outputs);
            AutoencoderShape.Forward(layers[layer], turned[layer], layer == 0 ? input : spare.AsSpan(0, layers[layer].Inputs), to);
            if (layer == layers.Length - 1)
                return to;
            for (int i = 0; i < to.Length; i++)
                to[i] = MathF.Tanh(to[i]);
            (output, spare) = (spare, output);
        }
        return [];
    }

    private float Error(ReadOnlySpan<float> input, ReadOnlySpan<float> expected, int column)
        => MathF.Abs((input[column] - expected[column]) / columns[column].Residual) * input[columns.Length + column];
}
