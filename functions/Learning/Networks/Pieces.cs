using System.Numerics.Tensors;

namespace FraudFunctions.Learning.Networks;

/// <summary>Cuts the rows of a batch into a fixed number of pieces, works on them side by side and adds their gradients in order.</summary>
/// <remarks>
/// How many threads there are decides only who does which piece, never what is added to what, so that they cannot change a bit.
/// Example: 10 rows in 4 pieces are rows 0-1, 2-4, 5-6 and 7-9.
/// </remarks>
public sealed class Pieces
{
    private readonly float[][] gradients;
    private readonly double[] losses;
    private readonly ParallelOptions parallel;

    public Pieces(int count, int parameters, int threads, CancellationToken cancellation = default)
    {
        gradients = [.. Enumerable.Range(0, count).Select(_ => new float[parameters])];
        losses = new double[count];
        parallel = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
    }

    public int Count => gradients.Length;

    /// <summary>What one piece does: rows from … to - 1, its gradients (zero at first); returns its loss.</summary>
    public delegate double Work(int piece, int from, int to, float[] gradients);

    /// <summary>Writes the sum of all gradients and returns that of the losses.</summary>
    public double Run(int rows, Work work, Span<float> total)
    {
        Parallel.For(0, Count, parallel, piece =>
        {
            gradients[piece].AsSpan().Clear();
            losses[piece] = work(piece, Bound(rows, piece), Bound(rows, piece + 1), gradients[piece]);
        });
        total.Clear();
        foreach (float[] one in gradients)
            TensorPrimitives.Add(total, one, total);
        return losses.Sum();
    }

    private int Bound(int rows, int piece) => (int)((long)rows * piece / Count);
}
