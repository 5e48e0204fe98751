namespace FraudFunctions.Learning.Trees;

/// <summary>Which features the nodes of one tree may ask for.</summary>
internal interface IDrawnColumns
{
    /// <summary>True for each feature that any node may ask for.</summary>
    bool[] InTree { get; }

    /// <summary>The node's features, given its number (root 1, children 2n and 2n + 1). Overwritten by the call after the next.</summary>
    bool[] At(ulong node);
}

/// <summary>The same features at every node.</summary>
internal sealed record DrawnColumns(bool[] InTree) : IDrawnColumns
{
    internal static readonly DrawnColumns None = new([]);

    public bool[] At(ulong node) => InTree;
}

/// <summary>Other features at every node, drawn from the seed and the node's place alone: what makes the trees of a forest differ (Breiman 2001).</summary>
internal sealed class DrawnAtEachSplit : IDrawnColumns
{
    private readonly int[] order;
    private readonly bool[][] masks;
    private readonly int count;
    private readonly ulong key;
    private int turn;

    internal DrawnAtEachSplit(int features, double share, ulong key)
    {
        (this.key, order) = (key, new int[features]);
        count = Math.Clamp((int)Math.Round(share * features), 1, features);
        (InTree, masks) = (new bool[features], [new bool[features], new bool[features]]);
        InTree.AsSpan().Fill(true);
    }

    public bool[] InTree { get; }

    public bool[] At(ulong node)
    {
        var mask = masks[turn ^= 1];
        Array.Clear(mask);
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        var random = StableHash.Mix(key ^ node);
        for (var i = 0; i < count; i++)
        {
            // The first steps of Fisher and Yates: the rest of the order is not asked for.
            random = StableHash.Mix(random);
            var chosen = i + (int)(random % (ulong)(order.Length - i));
            (order[i], order[chosen]) = (order[chosen], order[i]);
            mask[order[i]] = true;
        }
        return mask;
    }
}
