using FraudFunctions.Engine.Models;

namespace FraudFunctions.Learning.Trees;

/// <summary>A random forest on the tree builder of boosting: each tree from its own draw of the rows, each split from its own draw of the features.</summary>
/// <remarks>Same rows, options and seed give the same bytes, whatever the number of threads.</remarks>
public static class GrowForest
{
    /// <param name="rows">Rows to learn from.</param>
    /// <param name="schemaHash">Of the feature schema; the model will name it.</param>
    /// <param name="options">How to grow.</param>
    /// <param name="progress">Told the number of trees grown, after every tree.</param>
    /// <param name="cancel">Looked at many times per tree.</param>
    /// <returns>An ensemble whose margin is the mean of the trees' probabilities.</returns>
    public static TreeEnsemble Fit(
        Dataset rows, string schemaHash, ForestOptions options, IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        var asBoosting = options.AsBoosting();
        asBoosting.Check();
        rows.CheckTrainable();
        var bins = BinnedMatrix.Of(rows, asBoosting, cancel);
        var trees = new TreeNode[options.Trees][];
        var grown = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancel };
        Parallel.For(0, options.Trees, parallel, () => new Grower(rows, bins, asBoosting with { Threads = 1 }, cancel), (tree, _, grower) =>
        {
            trees[tree] = grower.Grow(tree);
            progress?.Report(Interlocked.Increment(ref grown));
            return grower;
        }, _ => { });
        return new TreeEnsemble(schemaHash, bins.Width, 0, trees, Link.Identity);
    }

    /// <summary>What one thread needs to grow tree after tree.</summary>
    private sealed class Grower
    {
        private readonly BootstrapRows bootstrap;
        private readonly GrowTree builder;
        private readonly BoostingOptions options;
        private readonly double[] gains;

        internal Grower(Dataset rows, BinnedMatrix bins, BoostingOptions options, CancellationToken cancel)
        {
            (this.options, gains, bootstrap) = (options, new double[bins.Width], new BootstrapRows(rows));
            builder = new GrowTree(bins, options, bootstrap, new Constraints(rows.FeatureNames, options, bootstrap.Scale), cancel);
        }

        internal TreeNode[] Grow(int tree)
        {
            var key = StableHash.Mix((ulong)(uint)options.Seed << 32 | (uint)tree);
            var (list, count) = bootstrap.Draw(key);
            return builder.Grow(list, count, new DrawnAtEachSplit(gains.Length, options.ColumnShare, StableHash.Mix(key)), gains).Nodes;
        }
    }
}
