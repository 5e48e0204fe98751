using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FraudFunctions.Engine.Models;

/// <summary>The same trees padded to one depth, so that scoring has no branch to mispredict and four trees run at once.</summary>
/// <remarks>
/// A row is written twice, once with missing values as -∞ and once as +∞; a node reads the copy that sends a
/// missing value to its learned side, so one comparison does for both. The node's place in the heap (1, then 2i or 2i + 1)
/// needs no child index. Where a tree ends early its leaf fills the whole subtree.
/// </remarks>
internal sealed class CompleteTrees
{
    // 2^8 leaves and 2^8 splits are 3 kB a tree: beyond that padding costs more cache than branches cost time.
    internal const int DeepestWorthPadding = 8;
    private const int TreesAtOnce = 4;

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Question(int Column, float Threshold);

    private readonly int width, depth, slots, trees;
    private readonly double priorMargin;
    private readonly Question[] questions;
    private readonly float[] leaves;

    internal CompleteTrees(TreeEnsemble model)
    {
        (width, depth, priorMargin) = (model.Width, model.MaxDepth, model.PriorMargin);
        slots = 1 << depth;
        // Missing trees of the last four are all zeros: they add nothing.
        trees = (model.Roots.Length + TreesAtOnce - 1) / TreesAtOnce * TreesAtOnce;
        questions = new Question[trees * slots];
        leaves = new float[trees * slots];
        for (var tree = 0; tree < model.Roots.Length; tree++)
            Fill(model.Nodes, model.Roots[tree], tree * slots, 1, 0);
    }

    internal void Margins(ReadOnlySpan<float> rows, Span<double> margins)
    {
        var both = width <= 512 ? stackalloc float[2 * width] : new float[2 * width];
        for (var row = 0; row < margins.Length; row++)
        {
            Expand(rows.Slice(row * width, width), both);
            margins[row] = Margin(both);
        }
    }

    private void Fill(ReadOnlySpan<TreeNode> nodes, int node, int offset, int slot, int level)
    {
        if (level == depth)
        {
            leaves[offset + slot - slots] = nodes[node].Value;
            return;
        }
        var leaf = nodes[node].IsLeaf;
        questions[offset + slot] = leaf
            ? new Question(0, float.PositiveInfinity)
            : new Question(nodes[node].MissingGoesLeft ? nodes[node].Feature : nodes[node].Feature + width, nodes[node].Threshold);
        Fill(nodes, leaf ? node : nodes[node].Left, offset, 2 * slot, level + 1);
        Fill(nodes, leaf ? node : nodes[node].Right, offset, 2 * slot + 1, level + 1);
    }

    private void Expand(ReadOnlySpan<float> row, Span<float> both)
    {
        var low = both[..width];
        var high = both[width..];
        var i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
        {
            var x = new Vector<float>(row[i..]);
            var present = Vector.Equals(x, x);
            Vector.ConditionalSelect(present, x, new Vector<float>(float.NegativeInfinity)).CopyTo(low[i..]);
            Vector.ConditionalSelect(present, x, new Vector<float>(float.PositiveInfinity)).CopyTo(high[i..]);
        }
        for (; i < width; i++)
        {
            low[i] = float.IsNaN(row[i]) ? float.NegativeInfinity : row[i];
            high[i] = float.IsNaN(row[i]) ? float.PositiveInfinity : row[i];
        }
    }

    private double Margin(ReadOnlySpan<float> both)
    {
        ref var x = ref MemoryMarshal.GetReference(both);
        ref var question = ref MemoryMarshal.GetArrayDataReference(questions);
        ref var leaf = ref MemoryMarshal.GetArrayDataReference(leaves);
        double sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
        var (step, levels) = (slots, depth);
        for (var tree = 0; tree < trees; tree += TreesAtOnce)
        {
            int a = 1, b = 1, c = 1, d = 1;
            for (var level = 0; level < levels; level++)
            {
                a = 2 * a + Right(ref x, Unsafe.Add(ref question, a));
                b = 2 * b + Right(ref x, Unsafe.Add(ref question, step + b));
                c = 2 * c + Right(ref x, Unsafe.Add(ref question, 2 * step + c));
                d = 2 * d + Right(ref x, Unsafe.Add(ref question, 3 * step + d));
            }
            sum0 += Unsafe.Add(ref leaf, a - step);
            sum1 += Unsafe.Add(ref leaf, b);
            sum2 += Unsafe.Add(ref leaf, step + c);
            sum3 += Unsafe.Add(ref leaf, 2 * step + d);
            question = ref Unsafe.Add(ref question, TreesAtOnce * step);
            leaf = ref Unsafe.Add(ref leaf, TreesAtOnce * step);
        }
        return priorMargin + ((sum0 + sum1) + (sum2 + sum3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Right(ref float x, Question question)
        => Unsafe.Add(ref x, question.Column) >= question.Threshold ? 1 : 0;
}
