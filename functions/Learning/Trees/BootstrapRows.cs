using System.Runtime.Intrinsics;

namespace FraudFunctions.Learning.Trees;

/// <summary>As many rows as there are, drawn with replacement: what one tree of a forest sees.</summary>
/// <remarks>
/// A row drawn twice weighs twice. With g = -w·y and h = w the tree builder's leaf -G/H is the share of frauds, and its gain
/// G²/H is what the split takes off the Gini impurity, times half the node's weight.
/// </remarks>
internal sealed class BootstrapRows : IGradients
{
    private readonly Dataset rows;
    private readonly int[] drawn, list;

    internal BootstrapRows(Dataset rows)
    {
        (this.rows, Scale) = (rows, Gradients.ScaleFor(rows));
        (drawn, list, Pairs) = (new int[rows.Rows], new int[rows.Rows], new Vector128<long>[rows.Rows]);
    }

    public Vector128<long>[] Pairs { get; }
    public double Scale { get; }

    /// <summary>Draws anew from a key. The rows drawn are at the front of the list, ascending; the next call overwrites it.</summary>
    internal (int[] List, int Count) Draw(ulong key)
    {
        Array.Clear(drawn);
        for (var i = 0; i < drawn.Length; i++)
            drawn[(int)Math.BigMul(StableHash.Mix(key ^ (uint)i), (ulong)drawn.Length, out _)]++;
        var labels = rows.Labels.Span;
        var weights = rows.Weights.Span;
        var count = 0;
        for (var row = 0; row < drawn.Length; row++)
        {
            if (drawn[row] == 0)
                continue;
            var weight = (long)(drawn[row] * (weights.IsEmpty ? 1 : weights[row]) * Scale);
            Pairs[row] = Vector128.Max(Vector128.Create(labels[row] ? -weight : 0, weight), Gradients.Least);
            list[count++] = row;
        }
        return (list, count);
    }
}
