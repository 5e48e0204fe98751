using FraudFunctions.Engine.Models;
using FsCheck.Xunit;

namespace FraudFunctions.Tests.Engine.Models;

public sealed class TreeShapTests
{
    [Fact]
    public void One_split_credits_its_feature_with_all_of_the_distance_from_the_mean()
    {
        var model = new TreeEnsemble(SomeTrees.Schema, 1, 0, [[
            TreeNode.Split(0, 220, 1, 2, false, 100), TreeNode.Leaf(-1, 90), TreeNode.Leaf(4, 10)]]);
        var explain = new TreeShap(model);
        Assert.Equal(-.5, explain.Bias, 1e-12);
        Assert.Equal(4.5, Explain(explain, [300])[0], 1e-12);
        Assert.Equal(-.5, Explain(explain, [100])[0], 1e-12);
    }

    [Property(MaxTest = 60)]
    public bool Contributions_are_Shapley_values_over_all_subsets(int seed)
    {
        var width = 1 + (seed & 7) % 7;
        var model = SomeTrees.Random(seed, width, trees: 1 + (seed >> 3 & 3), depth: 1 + (seed >> 5 & 7) % 6);
        var row = SomeTrees.RandomRows(seed, width, 1);
        return Near(ShapReference.BruteForce(model, row), Explain(new TreeShap(model), row), 1e-10);
    }

    [Property(MaxTest = 60)]
    public bool Contributions_are_those_of_algorithm_2(int seed)
    {
        var model = SomeTrees.Random(seed, 30, trees: 5, depth: 8);
        var row = SomeTrees.RandomRows(seed, 30, 1);
        return Near(ShapReference.Algorithm2(model, row), Explain(new TreeShap(model), row), 1e-9);
    }

    [Fact]
    public void A_feature_asked_for_again_and_again_is_credited_once()
    {
        var model = SomeTrees.Random(11, 2, trees: 20, depth: 9);
        var row = SomeTrees.RandomRows(12, 2, 1, missing: 0);
        Assert.True(Near(ShapReference.BruteForce(model, row), Explain(new TreeShap(model), row), 1e-10));
    }

    [Fact]
    public void Ten_thousand_explanations_add_up_to_their_margins()
    {
        var model = SomeTrees.Random(4, 40, trees: 100, depth: 6);
        var rows = SomeTrees.RandomRows(5, 40, 10_000);
        var explain = new TreeShap(model);
        var contributions = new double[40];
        for (var i = 0; i < 10_000; i++)
        {
            var row = rows.AsSpan(i * 40, 40);
            explain.Explain(row, contributions);
            Assert.Equal(model.Margin(row), explain.Bias + contributions.Sum(), 1e-6);
        }
    }

    [Fact]
    public void A_feature_no_tree_asks_for_gets_nothing()
    {
        var model = new TreeEnsemble(SomeTrees.Schema, 3, 0, [[
            TreeNode.Split(1, 0, 1, 2, false, 10), TreeNode.Leaf(-1, 4), TreeNode.Leaf(1, 6)]]);
        var contributions = Explain(new TreeShap(model), [5, 5, 5]);
        Assert.Equal([0, contributions[1], 0], contributions);
    }

    [Fact]
    public void A_child_that_no_training_row_reached_does_not_break_the_sum()
    {
        var model = new TreeEnsemble(SomeTrees.Schema, 2, 0, [[
            TreeNode.Split(0, 0, 1, 2, false, 10), TreeNode.Leaf(-1, 10),
            TreeNode.Split(1, 0, 3, 4, false, 0), TreeNode.Leaf(5, 0), TreeNode.Leaf(7, 0)]]);
        var explain = new TreeShap(model);
        Assert.Equal(7, explain.Bias + Explain(explain, [1, 1]).Sum(), 1e-6);
    }

    [Fact]
    public void Sixteen_features_on_a_path_are_exact_and_seventeen_are_refused()
    {
        var deepest = Chain(16);
        var row = new float[17];
        Assert.True(Near(ShapReference.Algorithm2(deepest, row), Explain(new TreeShap(deepest), row), 1e-9));
        Assert.Throws<NotSupportedException>(() => new TreeShap(Chain(17)));
    }

    [Fact]
    public void The_integration_rule_is_exact_up_to_its_degree()
    {
        var (points, weights) = GaussLegendre.Rule(8);
        for (var degree = 0; degree < 16; degree++)
            Assert.Equal(1.0 / (degree + 1), points.Zip(weights, (t, w) => w * Math.Pow(t, degree)).Sum(), 1e-14);
        Assert.Equal([.2113248654, .7886751346], GaussLegendre.Rule(2).Points.Select(t => Math.Round(t, 10)));
    }

    /// <summary>Feature 0 &lt; 1? then feature 1 &lt; 1? … each the left child of the one before.</summary>
    private static TreeEnsemble Chain(int features)
    {
        var nodes = new List<TreeNode>();
        for (var feature = 0; feature < features; feature++)
        {
            nodes.Add(TreeNode.Split(feature, 1, 2 * feature + 2, 2 * feature + 1, false, 1 << (features - feature)));
            nodes.Add(TreeNode.Leaf(feature, 1 << (features - feature - 1)));
        }
        nodes.Add(TreeNode.Leaf(40, 1));
        return new TreeEnsemble(SomeTrees.Schema, 17, 0, [nodes]);
    }

    private static double[] Explain(TreeShap explain, ReadOnlySpan<float> row)
    {
        var contributions = new double[row.Length];
        explain.Explain(row, contributions);
        return contributions;
    }

    private static bool Near(double[] expected, double[] actual, double tolerance)
        => expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() < tolerance;
}
