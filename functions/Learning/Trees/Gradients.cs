using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FraudFunctions.Learning.Trees;

/// <summary>First and second derivative of the logistic loss, row by row, in fixed point.</summary>
/// <remarks>
/// With p the current probability, g = w(p - y) and h = w·p(1 - p). Whole numbers add up exactly, so the sums of a node do not
/// depend on the order of the threads, a histogram minus another is exact, and an empty bin is exactly zero.
/// </remarks>
internal sealed class Gradients : IGradients
{
    private const int Chunk = 4096;
    internal static readonly Vector128<long> Least = Vector128.Create(long.MinValue, 1);
    private readonly ReadOnlyMemory<bool> labels;
    private readonly ReadOnlyMemory<float> weights;

    internal Gradients(Dataset rows)
    {
        labels = rows.Labels;
        weights = rows.Weights;
        Pairs = new Vector128<long>[rows.Rows];
        Scale = ScaleFor(rows);
    }

    /// <summary>(g, h) of every row, multiplied by <see cref="Scale"/>.</summary>
    public Vector128<long>[] Pairs { get; }
    public double Scale { get; }

    internal static double ScaleFor(Dataset rows)
    {
        var heaviest = rows.Weights.IsEmpty ? 1f : TensorPrimitives.Max(rows.Weights.Span);
        // |Σg| stays below 2^61 even when every row weighs as much as the heaviest; 2^-40 is finer than a float probability.
        var room = 61 - (int)Math.Ceiling(Math.Log2((double)rows.Rows * Math.Max(heaviest, float.Epsilon)));
        return Math.ScaleB(1, Math.Min(40, room));
    }

    internal void Update(float[] margins, int threads, CancellationToken cancel)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        // Chunks are the same for any number of threads: the vectorised sigmoid may round its last few values differently.
        Parallel.For(0, (margins.Length + Chunk - 1) / Chunk, parallel,
            chunk => Update(margins, chunk * Chunk, Math.Min(margins.Length, (chunk + 1) * Chunk)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Update(float[] margins, int start, int end)
    {
        Span<float> chunk = stackalloc float[Chunk];
        var probabilities = chunk[..(end - start)];
        TensorPrimitives.Sigmoid(margins.AsSpan(start, end - start), probabilities);
        var fraud = labels.Span[start..end];
        var weight = weights.IsEmpty ? default : weights.Span[start..end];
        var pairs = Pairs.AsSpan(start, end - start);
        for (var row = 0; row < pairs.Length; row++)
        {
            var p = probabilities[row];
            // Both products at once, and not the saturating cast: they are always in range.
            var pair = Vector128.Create((double)(p - (fraud[row] ? 1f : 0f)), (double)(p * (1 - p)));
            var scaled = Vector128.ConvertToInt64Native(pair * (weight.IsEmpty ? Scale : Scale * weight[row]));
            // A certain row still has a trace of weight, or its bin would look empty.
            pairs[row] = Vector128.Max(scaled, Least);
        }
    }
}
