namespace FraudFunctions.Engine.Models;

/// <summary>Checks trees that come from outside and lays their nodes out in preorder, one array for all.</summary>
internal static class TreeOrder
{
    internal static (TreeNode[] Nodes, int[] Roots, int MaxDepth) Preorder(IReadOnlyList<IReadOnlyList<TreeNode>> trees, int width)
    {
        var ordered = new List<TreeNode>(trees.Sum(tree => tree.Count));
        var roots = new int[trees.Count];
        var deepest = 0;
        for (var tree = 0; tree < trees.Count; tree++)
        {
            roots[tree] = ordered.Count;
            deepest = Math.Max(deepest, Append(trees[tree], width, ordered));
        }
        return ([.. ordered], roots, deepest);
    }

    private static int Append(IReadOnlyList<TreeNode> tree, int width, List<TreeNode> ordered)
    {
        var seen = new bool[tree.Count];
        var first = ordered.Count;
        var deepest = 0;
        // (node, depth, index of the parent whose right child this is, or -1)
        var pending = new Stack<(int Node, int Depth, int RightOf)>([(0, 0, -1)]);
        while (pending.TryPop(out var next))
        {
            var (at, depth, rightOf) = next;
            if ((uint)at >= (uint)tree.Count || seen[at])
                throw new ArgumentException($"Node {at} is missing or has two parents: not a tree.", nameof(tree));
            seen[at] = true;
            Check(tree[at], width);
            var index = ordered.Count;
            if (rightOf >= 0)
                ordered[rightOf] = WithRight(ordered[rightOf], index);
            ordered.Add(tree[at].IsLeaf ? tree[at] : WithLeft(tree[at], index + 1));
            deepest = Math.Max(deepest, depth);
            if (tree[at].IsLeaf)
                continue;
            pending.Push((tree[at].Right, depth + 1, index));
            pending.Push((tree[at].Left, depth + 1, -1));
        }
        if (ordered.Count - first != tree.Count)
            throw new ArgumentException("A node hangs on no parent: not a tree.", nameof(tree));
        return deepest;
    }

    private static void Check(TreeNode node, int width)
    {
        if (!node.IsLeaf && node.Feature >= width)
            throw new ArgumentException($"A split asks for feature {node.Feature} of {width}.");
        // Nothing is below minus infinity, and the padded trees use that value for "missing goes left".
        if (!node.IsLeaf && (float.IsNaN(node.Threshold) || float.IsNegativeInfinity(node.Threshold)))
            throw new ArgumentException($"A split cannot be at {node.Threshold}.");
        if (!float.IsFinite(node.Value) || !float.IsFinite(node.Cover) || node.Cover < 0)
            throw new ArgumentException("A leaf value or a cover is not a finite number.");
    }

    private static TreeNode WithLeft(TreeNode node, int left)
        => TreeNode.Split(node.Feature, node.Threshold, left, node.Right, node.MissingGoesLeft, node.Cover);

    private static TreeNode WithRight(TreeNode node, int right)
        => TreeNode.Split(node.Feature, node.Threshold, node.Left, right, node.MissingGoesLeft, node.Cover);
}
