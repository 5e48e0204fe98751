namespace FraudFunctions.Engine.Models;

/// <summary>A split as TreeSHAP reads it. Children are indices in the same tree, -1 for a leaf with its value beside it.</summary>
internal struct ShapSplit
{
    internal int Feature, Left, Right;
    internal float Threshold;
    internal bool MissingGoesLeft;

    /// <summary>The nearest split above that asks for the same feature, or -1, and the side of it this one lies on.</summary>
    internal int Same;
    internal bool SameWasLeft;

    /// <summary>Share of the cover that goes this way, times the shares of all earlier questions for the same feature.</summary>
    internal double LeftShare, RightShare;
    internal double LeftValue, RightValue;
}

/// <summary>Lays an ensemble out for TreeSHAP and computes its expected margin.</summary>
internal static class ShapTrees
{
    // A child without cover would divide by zero; this share moves no value that a double shows.
    private const double LeastShare = 1e-12;

    internal static (ShapSplit[] Splits, int[] Starts, double Expected) Prepare(TreeEnsemble model)
    {
        var splits = new List<ShapSplit>();
        var starts = new List<int> { 0 };
        double expected = model.PriorMargin;
        foreach (var root in model.Roots)
        {
            var tree = new List<ShapSplit>();
            expected += Append(model.Nodes, root, tree, []);
            splits.AddRange(tree);
            starts.Add(splits.Count);
        }
        return ([.. splits], [.. starts], expected);
    }

    /// <summary>Appends a subtree in preorder; returns its cover-weighted mean value.</summary>
    private static double Append(ReadOnlySpan<TreeNode> nodes, int at, List<ShapSplit> tree, List<(int Split, bool Left)> path)
    {
        var node = nodes[at];
        if (node.IsLeaf)
            return node.Value;
        var index = tree.Count;
        var same = path.FindLastIndex(step => tree[step.Split].Feature == node.Feature);
        var (leftShare, rightShare) = Shares(nodes[node.Left].Cover, nodes[node.Right].Cover);
        var split = new ShapSplit
        {
            Feature = node.Feature,
            Threshold = node.Threshold,
            MissingGoesLeft = node.MissingGoesLeft,
            Same = same < 0 ? -1 : path[same].Split,
            SameWasLeft = same >= 0 && path[same].Left,
            LeftValue = nodes[node.Left].Value,
            RightValue = nodes[node.Right].Value
        };
        var before = same < 0 ? 1 : split.SameWasLeft ? tree[split.Same].LeftShare : tree[split.Same].RightShare;
        (split.LeftShare, split.RightShare) = (before * leftShare, before * rightShare);
        tree.Add(split);
        CheckPath(tree, path, node.Feature);
        var leftMean = Child(nodes, node.Left, tree, path, index, left: true, out split.Left);
        var rightMean = Child(nodes, node.Right, tree, path, index, left: false, out split.Right);
        tree[index] = split;
        return leftShare * leftMean + rightShare * rightMean;
    }

    private static double Child(
        ReadOnlySpan<TreeNode> nodes, int child, List<ShapSplit> tree, List<(int, bool)> path, int parent, bool left, out int index)
    {
        index = nodes[child].IsLeaf ? -1 : tree.Count;
        path.Add((parent, left));
        var mean = Append(nodes, child, tree, path);
        path.RemoveAt(path.Count - 1);
        return mean;
    }

    private static void CheckPath(List<ShapSplit> tree, List<(int Split, bool)> path, int feature)
    {
        var features = path.Select(step => tree[step.Split].Feature).Append(feature).Distinct().Count();
        if (features > TreeShap.MostFeaturesOnAPath)
            throw new NotSupportedException($"A path asks for {features} features; explanations are exact up to {TreeShap.MostFeaturesOnAPath}.");
    }

    private static (double Left, double Right) Shares(double left, double right)
    {
        var share = left + right > 0 ? left / (left + right) : .5;
        share = Math.Clamp(share, LeastShare, 1 - LeastShare);
        return (share, 1 - share);
    }
}
