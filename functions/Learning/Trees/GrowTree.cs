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
internal sealed class GrowTree(BinnedMatrix bins, BoostingOptions options, IGradients gradients, Constraints constraints, CancellationToken cancel)
{
    // A thread is worth starting for about 50 µs of counting.
    private const int UpdatesWorthAThread = 100_000;

    private readonly FindSplit findSplit = new(bins, options, constraints, gradients.Scale);
    private readonly RowList rows = new(bins);
    private readonly Stack<Vector128<long>[]> spare = new();
    private readonly Split[] smallBest = new Split[bins.Groups], largeBest = new Split[bins.Groups];
    private readonly ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancel };
    private List<TreeNode> nodes = [];
    private List<LeafRows> leaves = [];
    private IDrawnColumns drawn = DrawnColumns.None;
    private int[] groups = [];
    private double[] gains = [];

    /// <param name="list">Rows to learn from, ascending; reordered.</param>
    /// <param name="count">How many of the list.</param>
    /// <param name="drawnColumns">Which features each node of this tree may ask for.</param>
    /// <param name="gainsByFeature">Every split's gain is added here.</param>
    internal (TreeNode[] Nodes, List<LeafRows> Leaves) Grow(int[] list, int count, IDrawnColumns drawnColumns, double[] gainsByFeature)
    {
        (nodes, leaves, drawn, gains) = ([], [], drawnColumns, gainsByFeature);
        groups = [.. Enumerable.Range(0, bins.Groups).Where(HasDrawnFeature)];
        rows.Start(list);
        var sums = Take();
        ForGroups(count, group => Histograms.Accumulate(bins, group, rows.Range(0, count), gradients.Pairs, sums));
        var sum = Histograms.Total(sums, bins, Array.IndexOf(drawn.InTree, true));
        var columns = drawn.At(Place.Root);
        foreach (var group in groups)
            smallBest[group] = findSplit.InGroup(sums, group, sum, Bounds.None, columns);
        Node(new Place(0, count, 0, Place.Root, sum, Bounds.None), Best(smallBest), sums);
        return ([.. nodes], leaves);
    }

    /// <summary>A node to be: its rows [Start, End), where it hangs (root 1, children 2n and 2n + 1), the sum of its gradients and what its leaves may say.</summary>
    private readonly record struct Place(int Start, int End, int Depth, ulong Number, Vector128<long> Sum, Bounds Bounds)
    {
        internal const ulong Root = 1;
    }

    private readonly record struct Child(Vector128<long>[]? Sums, Split Split);

    /// <summary>Adds a node and all below it. Its histogram is there only if its children may be split again.</summary>
    private int Node(in Place at, Split split, Vector128<long>[]? sums)
    {
        cancel.ThrowIfCancellationRequested();
        var index = nodes.Count;
        var cover = (float)(at.Sum[1] / gradients.Scale);
        if (!split.Exists)
        {
            Return(sums);
            var value = LeafValue(at);
            nodes.Add(TreeNode.Leaf(value, cover));
            leaves.Add(new LeafRows(at.Start, at.End, value));
            return index;
        }
        gains[split.Feature] += split.Gain;
        nodes.Add(default);
        var (leftPlace, rightPlace) = Places(at, split);
        var (left, right) = leftPlace.Depth < options.MaxDepth ? Children(leftPlace, rightPlace, sums!) : (default, default);
        if (left.Sums is null)
            Return(sums);
        var leftIndex = Node(leftPlace, left.Split, left.Sums);
        var rightIndex = Node(rightPlace, right.Split, right.Sums);
        nodes[index] = TreeNode.Split(split.Feature, ThresholdOf(split), leftIndex, rightIndex, split.MissingGoesLeft, cover);
        return index;
    }

    private (Place Left, Place Right) Places(in Place parent, in Split split)
    {
        var middle = rows.Part(parent.Start, parent.End, split);
        var (leftSum, rightSum) = (split.LeftSum, parent.Sum - split.LeftSum);
        var (left, right) = constraints.Any
            ? parent.Bounds.Part(constraints.Direction(split.Feature, split.Cut), constraints.Weight(leftSum, parent.Bounds), constraints.Weight(rightSum, parent.Bounds))
            : (Bounds.None, Bounds.None);
        return (
            new Place(parent.Start, middle, parent.Depth + 1, 2 * parent.Number, leftSum, left),
            new Place(middle, parent.End, parent.Depth + 1, 2 * parent.Number + 1, rightSum, right));
    }

    private (Child Left, Child Right) Children(Place left, Place right, Vector128<long>[] parent)
    {
        var leftIsSmaller = left.End - left.Start <= right.End - right.Start;
        var (smaller, larger) = leftIsSmaller ? (left, right) : (right, left);
        var (smallerColumns, largerColumns) = (drawn.At(smaller.Number), drawn.At(larger.Number));
        var counted = Take();
        ForGroups(smaller.End - smaller.Start, group =>
        {
            Histograms.Accumulate(bins, group, rows.Range(smaller.Start, smaller.End), gradients.Pairs, counted);
            Histograms.Subtract(bins, group, parent, counted);
            smallBest[group] = findSplit.InGroup(counted, group, smaller.Sum, smaller.Bounds, smallerColumns);
            largeBest[group] = findSplit.InGroup(parent, group, larger.Sum, larger.Bounds, largerColumns);
        });
        var (small, large) = (new Child(counted, Best(smallBest)), new Child(parent, Best(largeBest)));
        return leftIsSmaller ? (small, large) : (large, small);
    }

    private bool HasDrawnFeature(int group)
        => drawn.InTree.AsSpan(group * bins.Lanes, Math.Min(bins.Lanes, bins.Width - group * bins.Lanes)).Contains(true);

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

    private float LeafValue(in Place at)
        => constraints.Any
            ? (float)(options.LearningRate * constraints.Weight(at.Sum, at.Bounds))
            : (float)(-options.LearningRate * (at.Sum[0] / gradients.Scale) / (at.Sum[1] / gradients.Scale + options.Lambda));

    private Vector128<long>[] Take() => spare.TryPop(out var sums) ? sums : Histograms.New(bins);

    private void Return(Vector128<long>[]? sums)
    {
        if (sums is not null)
            spare.Push(sums);
    }
}
