using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Baselines;

/// <summary>How an isolation forest is grown; the numbers are those of the paper.</summary>
public sealed record IsolationOptions
{
    public int Trees { get; init; } = 100;

    /// <summary>Rows drawn, without replacement, for each tree.</summary>
    public int Sample { get; init; } = 256;

    /// <summary>Columns that may be asked for; null: all.</summary>
    public IReadOnlyList<int>? Columns { get; init; }
    public int Seed { get; init; }
}

/// <summary>Unsupervised: how few random questions set a row apart from a sample of the others (Liu, Ting and Zhou 2008).</summary>
/// <remarks>
/// Score = 2^(-mean depth / c(sample)), with c(n) = 2(ln(n - 1) + γ) - 2(n - 1)/n the mean depth of an unsuccessful search in a tree of n; it is
/// added where a leaf holds n rows. A missing value goes with the larger part of the sample. Example: among 256 rows, c = 10.24; a row that is
/// alone after one question in every tree scores 2^(-1/10.24) = .93, one that takes ten questions about .5.
/// </remarks>
public sealed class IsolationForest : IBaseline
{
    private const double EulerGamma = 0.5772156649015329;
    private readonly Node[][] trees;
    private readonly double usualDepth;

    private IsolationForest(Node[][] trees, int sample) => (this.trees, usualDepth) = (trees, UsualDepth(sample));

    public string Name => "isolation forest";

    public static IsolationForest Fit(Matrix rows, IsolationOptions? options = null)
    {
        options ??= new IsolationOptions();
        if (rows.Rows < 2)
            throw new TooLittleToLearnFrom($"{rows.Rows} rows cannot be told apart.");
        var columns = options.Columns ?? [.. Enumerable.Range(0, rows.Width)];
        var sample = Math.Min(options.Sample, rows.Rows);
        var trees = new Node[options.Trees][];
        for (var tree = 0; tree < trees.Length; tree++)
        {
            var random = new Random(unchecked(options.Seed * 1_000_003 + tree));
            var nodes = new List<Node>();
            Grow(rows, Drawn(rows.Rows, sample, random), columns, (int)Math.Ceiling(Math.Log2(sample)), random, nodes);
            trees[tree] = [.. nodes];
        }
        return new IsolationForest(trees, sample);
    }

    public double[] Score(Dataset rows)
    {
        var scores = new double[rows.Rows];
        Parallel.For(0, rows.Rows, row => scores[row] = Score(rows.Features.Row(row)));
        return scores;
    }

    internal static double UsualDepth(int rows) => rows switch
    {
        < 2 => 0,
        2 => 1,
        _ => 2 * (Math.Log(rows - 1) + EulerGamma) - 2.0 * (rows - 1) / rows
    };

    /// <summary>A question (<c>x[Feature] &lt; Threshold</c> goes left) or, with feature -1, a leaf and how deep it is taken to be. The left child follows its parent.</summary>
    private readonly record struct Node(int Feature, float Threshold, int Right, bool MissingGoesLeft, double Depth);

    private double Score(ReadOnlySpan<float> row)
    {
        double depth = 0;
        foreach (var nodes in trees)
        {
            var at = 0;
            while (nodes[at].Feature >= 0)
            {
                var value = row[nodes[at].Feature];
                var left = float.IsNaN(value) ? nodes[at].MissingGoesLeft : value < nodes[at].Threshold;
                at = left ? at + 1 : nodes[at].Right;
            }
            depth += nodes[at].Depth;
        }
        return Math.Pow(2, -depth / trees.Length / usualDepth);
    }

    private static void Grow(Matrix rows, int[] sample, IReadOnlyList<int> columns, int levelsLeft, Random random, List<Node> nodes, int depth = 0)
    {
        var open = levelsLeft == 0 || sample.Length < 2 ? [] : columns.Where(column => Range(rows, sample, column) is { } range && range.Low < range.High).ToArray();
        if (open.Length == 0)
        {
            nodes.Add(new Node(-1, 0, 0, false, depth + UsualDepth(sample.Length)));
            return;
        }
        var feature = open[random.Next(open.Length)];
        var (low, high) = Range(rows, sample, feature)!.Value;
        // Above the lowest and at most the highest: neither side is empty.
        var threshold = Math.Min(high, Math.Max(MathF.BitIncrement(low), (float)(low + random.NextDouble() * ((double)high - low))));
        var missing = sample.Where(row => float.IsNaN(rows.Row(row)[feature])).ToArray();
        var left = sample.Where(row => rows.Row(row)[feature] < threshold).ToArray();
        var right = sample.Where(row => rows.Row(row)[feature] >= threshold).ToArray();
        var missingLeft = left.Length >= right.Length;
        var index = nodes.Count;
        nodes.Add(default);
        Grow(rows, missingLeft ? [.. left, .. missing] : left, columns, levelsLeft - 1, random, nodes, depth + 1);
        nodes[index] = new Node(feature, threshold, nodes.Count, missingLeft, 0);
        Grow(rows, missingLeft ? right : [.. right, .. missing], columns, levelsLeft - 1, random, nodes, depth + 1);
    }

    private static (float Low, float High)? Range(Matrix rows, int[] sample, int column)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var row in sample)
            if (float.IsFinite(rows.Row(row)[column]))
                (low, high) = (Math.Min(low, rows.Row(row)[column]), Math.Max(high, rows.Row(row)[column]));
        return low <= high ? (low, high) : null;
    }

    private static int[] Drawn(int rows, int count, Random random)
    {
        var drawn = new HashSet<int>();
        while (drawn.Count < count)
            drawn.Add(random.Next(rows));
        return [.. drawn.Order()];
    }
}
