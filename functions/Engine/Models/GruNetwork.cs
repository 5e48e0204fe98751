using System.Numerics;
using System.Security.Cryptography;
using static FraudFunctions.Engine.Models.GruShape;

namespace FraudFunctions.Engine.Models;

/// <summary>
/// A gated recurrent unit (Cho et al. 2014) with a hidden layer above it that sees the row and the memory: the plain definition, which training
/// follows and ONNX Runtime must agree with.
/// </summary>
/// <remarks>
/// With x the inputs and h the memory: r = σ(xWᵣ + bᵣ + hUᵣ), z = σ(x·W_z + b_z + h·U_z), c = tanh(x·W_c + b_c + r⊙(h·U_c + d)),
/// h' = (1 - z)⊙c + z⊙h; the probabilities are σ(tanh(h'V + xX + a)·O + o): the first of fraud, the second of the month.
/// </remarks>
public sealed class GruNetwork : ISequenceModel
{
    private readonly SequenceInput[] inputs;
    private readonly float[] weights;
    private readonly Range[] blocks;

    public GruNetwork(string schemaHash, int width, int units, int hidden, IReadOnlyList<SequenceInput> inputs, ReadOnlySpan<float> weights)
    {
        ArgumentException.ThrowIfNullOrEmpty(schemaHash);
        Shape = new GruShape(inputs.Count, units, hidden);
        if (units < 1 || hidden < 1 || inputs.Count < 1 || weights.Length != Shape.Weights)
            throw new ArgumentException($"{weights.Length} weights are no network of {inputs.Count} inputs, {units} units and {hidden} hidden ones.");
        foreach (SequenceInput input in inputs)
            if (input.Column < 0 || input.Column >= width || !(input.Scale > 0) || !float.IsFinite(input.Scale) || !float.IsFinite(input.Centre) || !float.IsFinite(input.Missing))
                throw new ArgumentException($"{input} is no input from {width} columns.");
        foreach (float weight in weights)
            if (!float.IsFinite(weight))
                throw new ArgumentException("A weight is not a finite number.");
        (SchemaHash, Width, this.inputs, this.weights) = (schemaHash, width, [.. inputs], weights.ToArray());
        blocks = [.. Enum.GetValues<Block>().Select(Shape.Of)];
        Id = Convert.ToHexStringLower(SHA256.HashData(ToBytes()));
    }

    public string Id { get; }
    public int Width { get; }
    public int Units => Shape.Units;
    public string SchemaHash { get; }
    public GruShape Shape { get; }
    public IReadOnlyList<SequenceInput> Inputs => inputs;
    public ReadOnlySpan<float> Weights => weights;

    public ReadOnlySpan<float> this[Block block] => weights.AsSpan(blocks[(int)block]);

    public byte[] ToBytes() => GruFormat.Write(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote; throws <see cref="InvalidDataException"/> when a byte is not what was written.</summary>
    public static GruNetwork FromBytes(ReadOnlySpan<byte> bytes) => GruFormat.Read(bytes);

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> rows, ReadOnlySpan<float> memory, Span<float> nextMemory, Span<float> fraud, Span<float> month)
    {
        StepShape.Check(this, rows.Length, memory.Length, nextMemory.Length, fraud.Length, month.Length);
        int scratch = inputs.Length + 2 * Gates * Units + Shape.Hidden;
        Span<float> space = scratch <= 2048 ? stackalloc float[scratch] : new float[scratch];
        for (int row = 0; row < fraud.Length; row++)
        {
            (fraud[row], month[row]) = Step(
                rows.Slice(row * Width, Width), memory.Slice(row * Units, Units), nextMemory.Slice(row * Units, Units), space);
        }
    }

    private (float Fraud, float Month) Step(ReadOnlySpan<float> row, ReadOnlySpan<float> memory, Span<float> next, Span<float> space)
    {
        Span<float> x = space[..inputs.Length];
        Span<float> gates = space.Slice(x.Length, Gates * Units);
        Span<float> remembered = space.Slice(x.Length + gates.Length, Gates * Units);
        Span<float> hidden = space.Slice(x.Length + 2 * gates.Length, Shape.Hidden);
        for (int i = 0; i < x.Length; i++)
            x[i] = inputs[i].Of(row[inputs[i].Column]);
        this[Block.GateBias].CopyTo(gates);
        AddProduct(x, this[Block.InputsToGates], gates);
        remembered.Clear();
        this[Block.CandidateBias].CopyTo(remembered[(2 * Units)..]);
        AddProduct(memory, this[Block.MemoryToGates], remembered);
        for (int unit = 0; unit < next.Length; unit++)
        {
            float reset = Sigmoid(gates[unit] + remembered[unit]);
            float update = Sigmoid(gates[Units + unit] + remembered[Units + unit]);
            float candidate = MathF.Tanh(gates[2 * Units + unit] + reset * remembered[2 * Units + unit]);
            next[unit] = candidate + update * (memory[unit] - candidate);
        }
        this[Block.HiddenBias].CopyTo(hidden);
        AddProduct(next, this[Block.MemoryToHidden], hidden);
        AddProduct(x, this[Block.InputsToHidden], hidden);
        ReadOnlySpan<float> toOutputs = this[Block.HiddenToOutputs];
        (float fraud, float month) = (this[Block.OutputBias][0], this[Block.OutputBias][1]);
        for (int i = 0; i < hidden.Length; i++)
        {
            float bent = MathF.Tanh(hidden[i]);
            fraud += bent * toOutputs[Outputs * i];
            month += bent * toOutputs[Outputs * i + 1];
        }
        return (Sigmoid(fraud), Sigmoid(month));
    }

    /// <summary>results += values · matrix, one row of the matrix per value.</summary>
    internal static void AddProduct(ReadOnlySpan<float> values, ReadOnlySpan<float> matrix, Span<float> results)
    {
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<float> line = matrix.Slice(i * results.Length, results.Length);
            int at = 0;
            for (; at <= results.Length - Vector<float>.Count; at += Vector<float>.Count)
                (new Vector<float>(results[at..]) + values[i] * new Vector<float>(line[at..])).CopyTo(results[at..]);
            for (; at < results.Length; at++)
                results[at] += values[i] * line[at];
        }
    }

    internal static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
