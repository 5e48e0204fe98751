using FraudFunctions.Engine.Models;
using FsCheck.Xunit;

namespace FraudFunctions.Tests.Engine.Models;

public sealed class TreeEnsembleTests
{
    [Fact]
    public void A_row_gets_the_start_plus_its_leaf()
    {
        var model = SomeTrees.Amount();
        Assert.Equal(1, model.Margin([300]));
        Assert.Equal(-2.5, model.Margin([100]));
        Assert.Equal(.7310586f, Score(model, [300])[0]);
    }

    [Fact]
    public void With_the_identity_link_the_margin_is_the_probability()
    {
        var forest = new TreeEnsemble(SomeTrees.Schema, 1, 0, [[
            TreeNode.Split(0, 220, 1, 2, missingGoesLeft: false, 100), TreeNode.Leaf(.02f, 90), TreeNode.Leaf(.4f, 10)], [TreeNode.Leaf(.6000001f, 100)]], Link.Identity);
        Assert.Equal(.62f, Score(forest, [100])[0], 1e-6f);
        Assert.Equal(1, Score(forest, [300])[0]);
        Assert.True(forest.Margin([300]) > 1);
    }

    [Fact]
    public void A_value_at_the_threshold_goes_right() => Assert.Equal(1, SomeTrees.Amount().Margin([220]));

    [Fact]
    public void A_missing_value_goes_to_its_learned_side()
    {
        Assert.Equal(1, SomeTrees.Amount().Margin([float.NaN]));
        var left = new TreeEnsemble(SomeTrees.Schema, 1, -2, [[
            TreeNode.Split(0, 220, 1, 2, missingGoesLeft: true, 100), TreeNode.Leaf(-.5f, 90), TreeNode.Leaf(3, 10)]]);
        Assert.Equal(-2.5, left.Margin([float.NaN]));
    }

    [Fact]
    public void Infinite_values_are_the_ends_of_the_scale()
    {
        Assert.Equal(1, SomeTrees.Amount().Margin([float.PositiveInfinity]));
        Assert.Equal(-2.5, SomeTrees.Amount().Margin([float.NegativeInfinity]));
    }

    [Property]
    public bool Padded_trees_agree_with_the_plain_walk_to_the_last_bit(int seed)
    {
        var (width, depth) = (1 + (seed & 31), 1 + (seed >> 5 & 7));
        var model = SomeTrees.Random(seed, width, trees: 1 + (seed >> 8 & 15), depth);
        var rows = SomeTrees.RandomRows(seed, width, 20);
        return Enumerable.Range(0, 20).All(row =>
        {
            var values = rows.AsSpan(row * width, width);
            return BitConverter.DoubleToInt64Bits(model.Walk(values)) == BitConverter.DoubleToInt64Bits(model.Margin(values));
        });
    }

    [Fact]
    public void Trees_too_deep_to_pad_are_walked()
    {
        var model = SomeTrees.Random(3, 5, trees: 7, depth: 14);
        Assert.True(model.MaxDepth > 8);
        var rows = SomeTrees.RandomRows(3, 5, 50);
        var margins = new double[50];
        model.Margins(rows, margins);
        Assert.All(Enumerable.Range(0, 50), row => Assert.Equal(model.Walk(rows.AsSpan(row * 5, 5)), margins[row]));
    }

    [Fact]
    public void A_batch_of_any_size_scores_like_its_rows_one_by_one()
    {
        var model = SomeTrees.Random(5, 9, trees: 13, depth: 5);
        foreach (var size in new[] { 1, 2, 127, 128, 129, 300 })
        {
            var rows = SomeTrees.RandomRows(size, 9, size);
            var together = Score(model, rows);
            Assert.All(Enumerable.Range(0, size), row => Assert.Equal(Score(model, rows.AsSpan(row * 9, 9))[0], together[row]));
        }
    }

    [Fact]
    public void Many_threads_get_the_same_scores()
    {
        var model = SomeTrees.Random(6, 12, trees: 50, depth: 6);
        var rows = SomeTrees.RandomRows(6, 12, 500);
        var alone = Score(model, rows);
        Parallel.For(0, 16, _ => Assert.Equal(alone, Score(model, rows)));
    }

    [Fact]
    public void Without_trees_every_row_gets_the_prior()
        => Assert.Equal(-2, new TreeEnsemble(SomeTrees.Schema, 3, -2, []).Margin([1, 2, float.NaN]));

    [Fact]
    public void The_order_in_which_nodes_were_made_does_not_change_the_id()
    {
        var other = new TreeEnsemble(SomeTrees.Schema, 1, -2, [[
            TreeNode.Split(0, 220, 2, 1, missingGoesLeft: false, 100), TreeNode.Leaf(3, 10), TreeNode.Leaf(-.5f, 90)]]);
        Assert.Equal(SomeTrees.Amount().Id, other.Id);
    }

    [Fact]
    public void A_different_leaf_schema_or_start_is_a_different_id()
    {
        TreeNode[] leaf = [TreeNode.Leaf(1, 1)];
        string[] ids = [
            new TreeEnsemble("a", 1, 0, [leaf]).Id, new TreeEnsemble("b", 1, 0, [leaf]).Id,
            new TreeEnsemble("a", 1, 1, [leaf]).Id, new TreeEnsemble("a", 1, 0, [leaf, leaf]).Id];
        Assert.Equal(4, ids.Distinct().Count());
    }

    [Fact]
    public void Values_that_are_no_whole_rows_are_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => SomeTrees.Random(1, 3, 1, 2).Score(new float[7], new float[2]));
        Assert.Equal("7 values are not 2 rows of 3 features.", refused.Message);
    }

    [Fact]
    public void What_is_no_tree_is_refused()
    {
        var leaf = TreeNode.Leaf(1, 1);
        Refused([TreeNode.Split(0, 1, 1, 1, false, 2), leaf]);
        Refused([TreeNode.Split(0, 1, 1, 0, false, 2), leaf]);
        Refused([TreeNode.Split(0, 1, 1, 2, false, 2), leaf, leaf, leaf]);
        Refused([TreeNode.Split(0, 1, 1, 9, false, 2), leaf]);
        Refused([]);
    }

    [Fact]
    public void A_split_that_no_row_could_answer_is_refused()
    {
        var leaf = TreeNode.Leaf(1, 1);
        Refused([TreeNode.Split(1, 1, 1, 2, false, 2), leaf, leaf]);
        Refused([TreeNode.Split(0, float.NaN, 1, 2, false, 2), leaf, leaf]);
        Refused([TreeNode.Split(0, float.NegativeInfinity, 1, 2, false, 2), leaf, leaf]);
        Refused([TreeNode.Leaf(float.NaN, 1)]);
        Refused([TreeNode.Leaf(1, -1)]);
    }

    private static void Refused(TreeNode[] tree)
        => Assert.Throws<ArgumentException>(() => new TreeEnsemble(SomeTrees.Schema, 1, 0, [tree]));

    private static float[] Score(IModel model, ReadOnlySpan<float> rows)
    {
        var scores = new float[rows.Length / model.Width];
        model.Score(rows, scores);
        return scores;
    }
}
