namespace FraudFunctions.Engine.Models;

/// <summary>One node of a tree: a question (<c>x[Feature] &lt; Threshold</c> goes left) or, with feature -1, a leaf. Children are indices in the same tree.</summary>
public readonly record struct TreeNode
{
    public int Feature { get; private init; }
    public float Threshold { get; private init; }
    public int Left { get; private init; }
    public int Right { get; private init; }
    public bool MissingGoesLeft { get; private init; }

    /// <summary>What a leaf adds to the margin; 0 in a split.</summary>
    public float Value { get; private init; }

    /// <summary>Sum of the hessians of the training rows that came through, in a forest their number: the weight of this node in explanations.</summary>
    public float Cover { get; private init; }
    public bool IsLeaf => Feature < 0;

    /// <summary>A split's answer for one value; NaN goes to the side that was learned.</summary>
    public bool SendsLeft(float x) => x < Threshold || (MissingGoesLeft && float.IsNaN(x));

    public static TreeNode Leaf(float value, float cover)
        => new() { Feature = -1, Left = -1, Right = -1, Value = value, Cover = cover };

    public static TreeNode Split(int feature, float threshold, int left, int right, bool missingGoesLeft, float cover)
        => new() { Feature = feature, Threshold = threshold, Left = left, Right = right, MissingGoesLeft = missingGoesLeft, Cover = cover };
}
