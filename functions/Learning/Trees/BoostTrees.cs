using FraudFunctions.Engine.Models;

namespace FraudFunctions.Learning.Trees;

/// <summary>What boosting gives back.</summary>
public sealed record BoostedTrees
{
    public required TreeEnsemble Model { get; init; }

    /// <summary>Share of the total gain by feature; sums to 1 unless no split paid.</summary>
    public required IReadOnlyList<double> Importance { get; init; }

    /// <summary>Average precision on the validation rows after each tree grown; empty without validation rows.</summary>
    public required IReadOnlyList<double> ValidationAveragePrecision { get; init; }
}

/// <summary>How far boosting is.</summary>
public readonly record struct BoostingProgress(int Tree, int Trees, double? ValidationAveragePrecision);

/// <summary>Boosted trees for the logistic loss, by XGBoost's algorithm on histograms (Chen and Guestrin 2016, arXiv 1603.02754).</summary>
/// <remarks>Same rows, options and seed give the same bytes, whatever the number of threads. Starts from the log-odds of the training prior.</remarks>
public static class BoostTrees
{
    /// <param name="rows">Rows to learn from.</param>
    /// <param name="schemaHash">Of the feature schema; the model will name it.</param>
    /// <param name="options">How to boost.</param>
    /// <param name="validation">Later rows to stop early on; see <see cref="BoostingOptions.EarlyStoppingTrees"/>.</param>
    /// <param name="progress">Told after every tree.</param>
    /// <param name="cancel">Looked at many times per tree.</param>
    public static BoostedTrees Fit(
        Dataset rows, string schemaHash, BoostingOptions options, Dataset? validation = null,
        IProgress<BoostingProgress>? progress = null, CancellationToken cancel = default)
    {
        options.Check();
        rows.CheckTrainable();
        if (options.EarlyStoppingTrees > 0 && validation is null)
            throw new ArgumentException("Stopping early needs validation rows.", nameof(validation));
        var bins = BinnedMatrix.Of(rows, options, cancel);
        var gradients = new Gradients(rows);
        var grower = new GrowTree(bins, options, gradients, new Constraints(rows.FeatureNames, options, gradients.Scale), cancel);
        var sample = new DrawSample(rows.Rows, bins.Width, options);
        var prior = PriorMargin(rows);
        var margins = new float[rows.Rows];
        margins.AsSpan().Fill(prior);
        var stop = validation is null ? null : new EarlyStopping(validation, prior, options.EarlyStoppingTrees);
        var trees = new List<TreeNode[]>();
        var gains = new double[bins.Width];
        for (var tree = 0; tree < options.Trees; tree++)
        {
            cancel.ThrowIfCancellationRequested();
            gradients.Update(margins, options.Threads, cancel);
            var (list, count) = sample.Rows(tree);
            var (nodes, leaves) = grower.Grow(list, count, sample.Features(tree), gains);
            AddTree(rows.Features, nodes, leaves, list, count, margins);
            trees.Add(nodes);
            stop?.Add(nodes);
            progress?.Report(new BoostingProgress(tree + 1, options.Trees, stop?.History[^1]));
            if (stop is { IsOver: true })
                break;
        }
        var kept = stop is { Stops: true } ? stop.BestTrees : trees.Count;
        return new BoostedTrees
        {
            Model = new TreeEnsemble(schemaHash, bins.Width, prior, trees.GetRange(0, kept)),
            Importance = Shares(gains),
            ValidationAveragePrecision = stop?.History ?? []
        };
    }

    /// <summary>Log-odds of the weighted share of frauds. Example: one fraud in a hundred rows: ln(1/99) = -4.595.</summary>
    private static float PriorMargin(Dataset rows)
    {
        double positive = 0, negative = 0;
        for (var row = 0; row < rows.Rows; row++)
        {
            var weight = rows.Weights.IsEmpty ? 1 : rows.Weights.Span[row];
            if (rows.Labels.Span[row])
                positive += weight;
            else
                negative += weight;
        }
        if (positive == 0 || negative == 0)
            throw new TooLittleToLearnFrom("One class weighs nothing in total: one class teaches nothing.");
        return (float)Math.Log(positive / negative);
    }

    private static void AddTree(Matrix rows, TreeNode[] nodes, List<LeafRows> leaves, int[] list, int count, float[] margins)
    {
        if (count == margins.Length)
        {
            foreach (var leaf in leaves)
                foreach (var row in list.AsSpan(leaf.Start, leaf.End - leaf.Start))
                    margins[row] += leaf.Value;
            return;
        }
        // Rows that were not drawn must be walked down.
        for (var row = 0; row < margins.Length; row++)
            margins[row] += LeafOf(nodes, rows.Row(row));
    }

    internal static float LeafOf(TreeNode[] nodes, ReadOnlySpan<float> row)
    {
        var at = 0;
        while (!nodes[at].IsLeaf)
            at = nodes[at].SendsLeft(row[nodes[at].Feature]) ? nodes[at].Left : nodes[at].Right;
        return nodes[at].Value;
    }

    private static double[] Shares(double[] gains)
    {
        var total = gains.Sum();
        return total > 0 ? [.. gains.Select(gain => gain / total)] : gains;
    }
}
