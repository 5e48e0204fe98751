using System.Security.Cryptography;

namespace FraudFunctions.Engine.Models;

/// <summary>Trees that add up: the margin of a row is a start value plus one leaf of every tree; the <see cref="Link"/> makes it a probability.</summary>
/// <remarks>
/// Example: start -2, one tree "amount &lt; 220 ? -0.5 : 3". A row with amount 300 has margin -2 + 3 = 1 and probability 0.731.
/// In a forest of two trees that say .2 and .6 the leaves are .1 and .3, and the margin .4 is the probability.
/// Nodes lie in preorder, tree after tree, so equal trees have equal bytes whatever order they were built in.
/// </remarks>
public sealed class TreeEnsemble : IModel
{
    private readonly int[] roots;
    private readonly TreeNode[] nodes;
    private readonly CompleteTrees? complete;

    /// <param name="schemaHash">Of the features the trees were grown on.</param>
    /// <param name="width">Features per row.</param>
    /// <param name="priorMargin">Where every margin starts: in boosting the log-odds of the training prior.</param>
    /// <param name="trees">Each tree's nodes; the first is the root.</param>
    /// <param name="link">From margin to probability.</param>
    public TreeEnsemble(string schemaHash, int width, float priorMargin, IReadOnlyList<IReadOnlyList<TreeNode>> trees, Link link = Link.Logistic)
    {
        ArgumentException.ThrowIfNullOrEmpty(schemaHash);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (!float.IsFinite(priorMargin))
            throw new ArgumentException($"The prior margin {priorMargin} is not finite.", nameof(priorMargin));
        SchemaHash = schemaHash;
        Width = width;
        PriorMargin = priorMargin;
        Link = link;
        (nodes, roots, MaxDepth) = TreeOrder.Preorder(trees, width);
        complete = MaxDepth <= CompleteTrees.DeepestWorthPadding ? new CompleteTrees(this) : null;
        Id = Convert.ToHexStringLower(SHA256.HashData(ToBytes()));
    }

    public string Id { get; }
    public int Width { get; }
    public string SchemaHash { get; }
    public float PriorMargin { get; }
    public Link Link { get; }
    public int MaxDepth { get; }

    /// <summary>Index of each tree's root in <see cref="Nodes"/>.</summary>
    public ReadOnlySpan<int> Roots => roots;

    /// <summary>All nodes in preorder; a child's index counts from the start of this span.</summary>
    public ReadOnlySpan<TreeNode> Nodes => nodes;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> rows, Span<float> probabilities)
    {
        RowShape.Check(rows.Length, Width, probabilities.Length);
        Span<double> margins = stackalloc double[Math.Min(probabilities.Length, 128)];
        for (var start = 0; start < probabilities.Length; start += margins.Length)
        {
            var count = Math.Min(margins.Length, probabilities.Length - start);
            MarginsOf(rows.Slice(start * Width, count * Width), margins[..count]);
            for (var i = 0; i < count; i++)
                probabilities[start + i] = (float)Probability(margins[i]);
        }
    }

    /// <summary>Margin of every row, before the link.</summary>
    public void Margins(ReadOnlySpan<float> rows, Span<double> margins)
    {
        RowShape.Check(rows.Length, Width, margins.Length);
        MarginsOf(rows, margins);
    }

    /// <summary>Margin of one row.</summary>
    public double Margin(ReadOnlySpan<float> row)
    {
        Span<double> margin = stackalloc double[1];
        Margins(row, margin);
        return margin[0];
    }

    /// <summary>Probability at a margin, by this ensemble's link.</summary>
    public double Probability(double margin) => Link switch
    {
        Link.Logistic => Sigmoid(margin),
        // Leaves are rounded to floats: their sum may pass 1 by a hair.
        Link.Identity => Math.Clamp(margin, 0, 1)
    };

    /// <summary>Probability at log-odds.</summary>
    public static double Sigmoid(double margin) => 1 / (1 + Math.Exp(-margin));

    public byte[] ToBytes() => TreeFormat.Write(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote; throws <see cref="InvalidDataException"/> when a byte is not what was written.</summary>
    public static TreeEnsemble FromBytes(ReadOnlySpan<byte> bytes) => TreeFormat.Read(bytes);

    private void MarginsOf(ReadOnlySpan<float> rows, Span<double> margins)
    {
        if (complete is not null)
            complete.Margins(rows, margins);
        else
            for (var row = 0; row < margins.Length; row++)
                margins[row] = Walk(rows.Slice(row * Width, Width));
    }

    /// <summary>The plain definition of a margin; the padded trees must agree with it to the last bit.</summary>
    internal double Walk(ReadOnlySpan<float> row)
    {
        // Four partial sums, added in the order in which CompleteTrees adds them.
        Span<double> lanes = stackalloc double[4];
        lanes.Clear();
        for (var tree = 0; tree < roots.Length; tree++)
            lanes[tree & 3] += LeafOf(row, roots[tree]);
        return PriorMargin + ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]));
    }

    private float LeafOf(ReadOnlySpan<float> row, int at)
    {
        while (!nodes[at].IsLeaf)
            at = nodes[at].SendsLeft(row[nodes[at].Feature]) ? nodes[at].Left : nodes[at].Right;
        return nodes[at].Value;
    }
}
