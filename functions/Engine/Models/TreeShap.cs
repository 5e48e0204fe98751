using System.Buffers;
using System.Runtime.Intrinsics;

namespace FraudFunctions.Engine.Models;

/// <summary>Exact Shapley values of a tree ensemble's margin: how much each feature moved this row away from the average row.</summary>
/// <remarks>
/// The values are those of path-dependent TreeSHAP (Lundberg et al. 2018, arXiv 1802.03888, Algorithm 2): a feature outside
/// the coalition follows both children in the proportion of their covers. Their sum is the margin.
/// Example: one split "amount &lt; 220" with covers 90 and 10 and leaves -1 and 4 has bias -0.5; a row with amount 300 gets
/// +4.5 for amount, together its margin of 4.
///
/// How: a leaf with d features on its path pays v·Π zᵢ or oᵢ, with zᵢ the share of cover and oᵢ whether the row goes that way.
/// The Shapley weight of s out of d features is s!(d-1-s)!/d! = ∫ tˢ(1-t)^(d-1-s) dt, so feature i receives
/// v(oᵢ-zᵢ) ∫ Π_{j≠i} (t·oⱼ + (1-t)·zⱼ) dt, a polynomial that eight points integrate exactly while d ≤ 16. The points are the
/// lanes of a vector; one pass down and one up a tree serve all leaves (after Yu et al. 2022, Linear TreeSHAP): O(nodes), where
/// Algorithm 2 needs O(leaves·depth²).
/// </remarks>
public sealed class TreeShap
{
    internal const int MostFeaturesOnAPath = 16;

    // 64 splits are a tree of depth 6 and 22 kB of stack.
    private const int NodesOnStack = 64, WidthOnStack = 256;

    private static readonly (Vector512<double> T, Vector512<double> Complement, Vector512<double> Weights) Rule = EightPoints();
    private readonly int[] starts;
    private readonly ShapSplit[] splits;
    private readonly int width, largestTree;

    public TreeShap(TreeEnsemble model)
    {
        width = model.Width;
        (splits, starts, var expected) = ShapTrees.Prepare(model);
        for (var tree = 0; tree + 1 < starts.Length; tree++)
            largestTree = Math.Max(largestTree, starts[tree + 1] - starts[tree]);
        Bias = expected;
    }

    /// <summary>Margin of the average training row, where every explanation starts.</summary>
    public double Bias { get; }

    /// <summary>Writes one contribution per feature; they and <see cref="Bias"/> add up to the row's margin.</summary>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        RowShape.Check(row.Length, width, 1);
        RowShape.Check(contributions.Length, width, 1);
        if (largestTree <= NodesOnStack)
        {
            Explain(row, contributions, stackalloc Visit[largestTree]);
            return;
        }
        var visits = ArrayPool<Visit>.Shared.Rent(largestTree);
        Explain(row, contributions, visits);
        ArrayPool<Visit>.Shared.Return(visits);
    }

    private void Explain(ReadOnlySpan<float> row, Span<double> contributions, Span<Visit> visits)
    {
        Span<Vector512<double>> sums = width <= WidthOnStack ? stackalloc Vector512<double>[width] : new Vector512<double>[width];
        sums.Clear();
        for (var tree = 0; tree + 1 < starts.Length; tree++)
        {
            var nodes = splits.AsSpan(starts[tree]..starts[tree + 1]);
            Down(nodes, row, visits);
            Up(nodes, visits, sums);
        }
        for (var feature = 0; feature < width; feature++)
            contributions[feature] = Vector512.Sum(sums[feature]);
    }

    /// <summary>What one row leaves at one split: the product above it, each side's factor, the sum over the leaves below, and what an earlier question for the same feature had.</summary>
    private struct Visit
    {
        internal Vector512<double> Above, Left, Right, Below, Replaced;
        internal double LeftTaken, RightTaken, EarlierGain;
    }

    /// <summary>Root to leaves: every split hands each child the product of the factors on its path.</summary>
    private static void Down(ReadOnlySpan<ShapSplit> nodes, ReadOnlySpan<float> row, Span<Visit> visits)
    {
        if (nodes.IsEmpty)
            return;
        visits[0].Above = Rule.Weights;
        for (var i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            ref var visit = ref visits[i];
            var x = row[node.Feature];
            var goesLeft = x < node.Threshold || (node.MissingGoesLeft && float.IsNaN(x));
            visit.LeftTaken = goesLeft ? 1 : 0;
            visit.RightTaken = goesLeft ? 0 : 1;
            if (node.Same >= 0)
            {
                // The path has asked for this feature before: its factor is replaced, not multiplied once more.
                var (taken, share) = Before(nodes, visits, node);
                visit.LeftTaken *= taken;
                visit.RightTaken *= taken;
                visit.EarlierGain = taken - share;
                visit.Replaced = Vector512<double>.One / Factor(taken, share);
                visit.Left = Factor(visit.LeftTaken, node.LeftShare) * visit.Replaced;
                visit.Right = Factor(visit.RightTaken, node.RightShare) * visit.Replaced;
            }
            else
            {
                visit.Left = Factor(visit.LeftTaken, node.LeftShare);
                visit.Right = Factor(visit.RightTaken, node.RightShare);
            }
            if (node.Left >= 0)
                visits[node.Left].Above = visit.Above * visit.Left;
            if (node.Right >= 0)
                visits[node.Right].Above = visit.Above * visit.Right;
        }
    }

    /// <summary>Leaves to root: every split gathers its subtree and credits its feature.</summary>
    private static void Up(ReadOnlySpan<ShapSplit> nodes, Span<Visit> visits, Span<Vector512<double>> sums)
    {
        for (var i = nodes.Length - 1; i >= 0; i--)
        {
            ref readonly var node = ref nodes[i];
            ref var visit = ref visits[i];
            var left = node.Left >= 0 ? visits[node.Left].Below : Vector512.Create(node.LeftValue);
            var right = node.Right >= 0 ? visits[node.Right].Below : Vector512.Create(node.RightValue);
            visit.Below = visit.Left * left + visit.Right * right;
            var gainLeft = Vector512.Create(visit.LeftTaken - node.LeftShare);
            var gainRight = Vector512.Create(visit.RightTaken - node.RightShare);
            var above = visit.Above;
            if (node.Same >= 0)
            {
                // Leaves below are credited here with the merged factor, so the earlier question gives its credit for them back.
                above *= visit.Replaced;
                gainLeft -= Vector512.Create(visit.EarlierGain) * visit.Left;
                gainRight -= Vector512.Create(visit.EarlierGain) * visit.Right;
            }
            sums[node.Feature] += above * (gainLeft * left + gainRight * right);
        }
    }

    private static Vector512<double> Factor(double taken, double share)
        => Rule.T * Vector512.Create(taken) + Rule.Complement * Vector512.Create(share);

    private static (double Taken, double Share) Before(ReadOnlySpan<ShapSplit> nodes, ReadOnlySpan<Visit> visits, in ShapSplit node)
        => node.SameWasLeft
            ? (visits[node.Same].LeftTaken, nodes[node.Same].LeftShare)
            : (visits[node.Same].RightTaken, nodes[node.Same].RightShare);

    private static (Vector512<double>, Vector512<double>, Vector512<double>) EightPoints()
    {
        var (points, weights) = GaussLegendre.Rule(MostFeaturesOnAPath / 2);
        var t = Vector512.Create(points);
        return (t, Vector512<double>.One - t, Vector512.Create(weights));
    }
}
