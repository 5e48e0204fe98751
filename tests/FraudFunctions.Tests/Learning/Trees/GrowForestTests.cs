using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Onnx;
using FraudFunctions.Learning.Trees;
using FraudFunctions.Tests.Engine.Models;

namespace FraudFunctions.Tests.Learning.Trees;

public sealed class GrowForestTests
{
    private static readonly ForestOptions Few = new() { Trees = 20, MaxDepth = 10 };

    [Fact]
    public void A_forest_of_one_leaf_each_says_the_share_of_frauds()
    {
        var rows = SomeRows.Frauds(4000, 3, seed: 21);
        var model = Fit(rows, new ForestOptions { Trees = 200, MinLeaf = 4000 });
        Assert.Equal(200, model.Nodes.Length);
        Assert.Equal((double)rows.Positives / rows.Rows, model.Probability(model.Margin(new float[3])), .005);
    }

    [Fact]
    public void A_leaf_is_the_share_of_frauds_among_its_rows_and_the_cover_their_number()
    {
        var rows = SomeRows.Frauds(2000, 4, seed: 22);
        var model = Fit(rows, new ForestOptions { Trees = 1, MaxDepth = 2, MinLeaf = 50 });
        var nodes = model.Nodes.ToArray();
        Assert.Equal(2000, nodes[0].Cover);
        Assert.Equal(2000, nodes.Where(node => node.IsLeaf).Sum(node => node.Cover));
        Assert.All(nodes.Where(node => node.IsLeaf), leaf => Assert.InRange(leaf.Value, 0, 1));
        Assert.All(nodes, node => Assert.True(node.Cover >= 50));
        // All rows in one leaf or another: the leaves, weighed by their rows, are the frauds that were drawn, near those there are.
        Assert.Equal(rows.Positives, nodes.Where(node => node.IsLeaf).Sum(node => node.Cover * node.Value), 4 * Math.Sqrt(rows.Positives));
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var rows = SomeRows.Frauds(3000, 21, seed: 23, missing: .05);
        Assert.Single(new[] { 1, 2, 5 }.Select(threads => Fit(rows, Few with { Threads = threads, Seed = 4 }).Id).Distinct());
        Assert.NotEqual(Fit(rows, Few).Id, Fit(rows, Few with { Seed = 1 }).Id);
    }

    [Fact]
    public void It_learns_what_there_is_to_learn()
    {
        var rows = SomeRows.Frauds(20_000, 6, seed: 24);
        var later = rows.Slice(15_000, 5_000);
        var model = Fit(rows.Slice(0, 15_000), Few with { Trees = 60, MinLeaf = 20 });
        var truth = Enumerable.Range(0, later.Rows).Select(row => SomeRows.Truth(later.Features.Row(row))).ToArray();
        Assert.Equal(Ranking.Of(truth, later.Labels.Span).RocAuc(), Ranking.Of(ScoreRows.With(model, later.Features), later.Labels.Span).RocAuc(), .02);
    }

    [Fact]
    public void ONNX_Runtime_scores_ten_thousand_rows_like_the_forest()
    {
        var rows = SomeRows.Frauds(10_000, 12, seed: 25, missing: .15);
        var model = Fit(rows, Few with { Trees = 50 });
        using var onnx = OnnxModel.Load(WriteTrees.ToOnnx(model), 12, SomeTrees.Schema);
        var (ours, theirs) = (new float[rows.Rows], new float[rows.Rows]);
        model.Score(rows.Features.Values.Span, ours);
        onnx.Score(rows.Features.Values.Span, theirs);
        Assert.Equal(ours, theirs, (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.True(ours.Max() > .5 && ours.Min() < .01);
        Assert.Equal(model.Id, TreeEnsemble.FromBytes(model.ToBytes()).Id);
    }

    [Fact]
    public void Contributions_add_up_to_the_probability_itself()
    {
        var rows = SomeRows.Frauds(3000, 30, seed: 26, missing: .1);
        var model = Fit(rows, Few with { MaxDepth = 16 });
        var explain = new TreeShap(model);
        var contributions = new double[30];
        for (var row = 0; row < 300; row++)
        {
            explain.Explain(rows.Features.Row(row), contributions);
            Assert.Equal(model.Margin(rows.Features.Row(row)), explain.Bias + contributions.Sum(), 1e-6);
        }
    }

    [Fact]
    public void A_card_names_every_option_that_could_change_a_tree()
    {
        var changing = typeof(ForestOptions).GetProperties().Select(option => option.Name).Where(name => name != nameof(ForestOptions.Threads));
        Assert.Equal(changing.Append("Learner").Order(), new ForestOptions().ToCard().Keys.Select(key => char.ToUpperInvariant(key[0]) + key[1..]).Order());
    }

    [Fact]
    public void The_handbook_s_fold_is_ranked_at_least_as_well_as_by_scikit_learn_s_forest()
    {
        var (train, _) = HandbookFolds.Fold(HandbookFolds.Train);
        var (test, _) = HandbookFolds.Fold(HandbookFolds.Test);
        var ranking = Ranking.Of(ScoreRows.With(Fit(train, new ForestOptions()), test.Features), test.Labels.Span);
        Assert.True(ranking.AveragePrecision() > .658);
        Assert.Equal(.867, ranking.RocAuc(), .01);
    }

    private static TreeEnsemble Fit(Dataset rows, ForestOptions options)
        => GrowForest.Fit(rows, SomeTrees.Schema, options, cancel: TestContext.Current.CancellationToken);
}
