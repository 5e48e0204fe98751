using System.Runtime.Intrinsics;
using FraudFunctions.Engine.Models;

namespace FraudFunctions.Learning.Trees;

/// <summary>Rows [Start, End) of the row list that ended in a leaf, and what the leaf adds to their margin.</summary>
internal readonly record struct LeafRows(int Start, int End, float Value);

/// <summary>Grows one tree, depth first, from the gradients of the current margins.</summary>
/// <remarks>
/// A node's rows are a range of one row list. Of two children only the one with fewer rows is counted; the other one's
/// histogram is the parent's minus that, in the parent's place. So one histogram per level is alive.
/// </remarks>
internal sealed class GrowTree(BinnedMatrix bins, BoostingOptions options, Gradients gradients, CancellationToken cancel)
{
    // A thread is worth starting for about 50 µs of counting.
    private const int UpdatesWorthAThread = 100_000;

    private readonly FindSplit findSplit = new(bins, options, gradients.Scale);
    private readonly RowList rows = new(bins);
    private readonly Stack<Vector128<long>[]> spare = new();
    private readonly Split[] smallBest = new Split[bins.Groups], largeBest = new Split[bins.Groups];
    private readonly ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancel };
    private List<TreeNode> nodes = [];
    private List<LeafRows> leaves = [];
    private bool[] drawn = [];
    private int[] groups = [];
    private double[] gains = [];

    /// <param name="list">Rows to learn from, ascending; reordered.</param>
    /// <param name="count">How many of the list.</param>
    /// <param name="drawnFeatures">Which features this tree may ask for.</param>
    /// <param name="gainsByFeature">Every split's gain is added here.</param>
    internal (TreeNode[] Nodes, List<LeafRows> Leaves) Grow(int[] list, int count, bool[] drawnFeatures, double[] gainsByFeature)
    {
        (nodes, leaves, drawn, gains) = ([], [], drawnFeatures, gainsByFeature);
        groups = [.. Enumerable.Range(0, bins.Groups).Where(HasDrawnFeature)];
        rows.Start(list);
        var sums = Take();
        ForGroups(count, group => Histograms.Accumulate(bins, group, rows.Range(0, count), gradients.Pairs, sums));
        var sum = Histograms.Total(sums, bins, Array.IndexOf(drawn, true));
        foreach (var group in groups)
            smallBest[group] = findSplit.InGroup(sums, group, sum, drawn);
        Node(0, count, sum, 0, Best(smallBest), sums);
        return ([.. nodes], leaves);
    }

    /// <summary>Adds a node and all below it. Its histogram is there only if its children may be split again.</summary>
    private int Node(int start, int end, Vector128<long> sum, int depth, Split split, Vector128<long>[]? sums)
    {
        cancel.ThrowIfCancellationRequested();
        var index = nodes.Count;
        var cover = (float)(sum[1] / gradients.Scale);
        if (!split.Exists)
        {
            Return(sums);
            var value = LeafValue(sum);
            nodes.Add(TreeNode.Leaf(value, cover));
            leaves.Add(new LeafRows(start, end, value));
            return index;
        }
        gains[split.Feature] += split.Gain;
        nodes.Add(default);
        var middle = rows.Part(start, end, split);
        var (leftSum, rightSum) = (split.LeftSum, sum - split.LeftSum);
        var (left, right) = depth + 1 < options.MaxDepth
            ? Children(start, middle, end, leftSum, rightSum, sums!)
            : (default, default);
        if (left.Sums is null)
            Return(sums);
        var leftIndex = Node(start, middle, leftSum, depth + 1, left.Split, left.Sums);
        var rightIndex = Node(middle, end, rightSum, depth + 1, right.Split, right.Sums);
        nodes[index] = TreeNode.Split(split.Feature, ThresholdOf(split), leftIndex, rightIndex, split.MissingGoesLeft, cover);
        return index;
    }

    private readonly record struct Child(Vector128<long>[]? Sums, Split Split);

    private (Child Left, Child Right) Children(
        int start, int middle, int end, Vector128<long> leftSum, Vector128<long> rightSum, Vector128<long>[] parent)
    {
        var leftIsSmaller = middle - start <= end - middle;
        var (from, to) = leftIsSmaller ? (start, middle) : (middle, end);
        var (smallSum, largeSum) = leftIsSmaller ? (leftSum, rightSum) : (rightSum, leftSum);
        var counted = Take();
        ForGroups(to - from, group =>
        {
            Histograms.Accumulate(bins, group, rows.Range(from, to), gradients.Pairs, counted);
            Histograms.Subtract(bins, group, parent, counted);
            smallBest[group] = findSplit.InGroup(counted, group, smallSum, drawn);
            largeBest[group] = findSplit.InGroup(parent, group, largeSum, drawn);
        });
        var (small, large) = (new Child(counted, Best(smallBest)), new Child(parent, Best(largeBest)));
        return leftIsSmaller ? (small, large) : (large, small);
    }

    private bool HasDrawnFeature(int group)
        => drawn.AsSpan(group * bins.Lanes, Math.Min(bins.Lanes, bins.Width - group * bins.Lanes)).Contains(true);

    /// <summary>The best of all groups; of equal gains the first, whichever thread found it.</summary>
    private Split Best(Split[] bestOfGroup)
    {
        var best = Split.None;
        foreach (var group in groups)
            if (bestOfGroup[group] is { Exists: true } split && split.Gain > best.Gain)
                best = split;
        return best;
    }

    private void ForGroups(int rowCount, Action<int> body)
    {
        if (options.Threads > 1 && (long)rowCount * bins.Width > UpdatesWorthAThread)
            Parallel.For(0, groups.Length, parallel, i => body(groups[i]));
        else
            foreach (var group in groups)
                body(group);
    }

    private float ThresholdOf(Split split)
        => split.Cut < 0 ? -float.MaxValue : bins.Cuts[split.Feature].Thresholds[split.Cut];

    private float LeafValue(Vector128<long> sum)
        => (float)(-options.LearningRate * (sum[0] / gradients.Scale) / (sum[1] / gradients.Scale + options.Lambda));

    private Vector128<long>[] Take() => spare.TryPop(out var sums) ? sums : Histograms.New(bins);

    private void Return(Vector128<long>[]? sums)
    {
        if (sums is not null)
            spare.Push(sums);
    }
}
