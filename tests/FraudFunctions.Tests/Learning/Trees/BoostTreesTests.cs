using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Trees;

public sealed class BoostTreesTests
{
    private static readonly BoostingOptions Few = new() { Trees = 10, MaxDepth = 4 };

    [Fact]
    public void One_split_is_what_the_formulas_say()
    {
        // Prior log-odds 0, so g = ±½ and h = ¼; left G = 1, H = ½: leaf -1/(½ + 1).
        var fitted = Fit(SomeRows.Column([1, 2, 3, 4], 0, 0, 1, 1), new BoostingOptions
        {
            Trees = 1,
            MaxDepth = 1,
            LearningRate = 1,
            MinChildWeight = 0
        });
        var nodes = fitted.Model.Nodes;
        Assert.Equal(0, fitted.Model.PriorMargin);
        Assert.Equal(2.5f, nodes[0].Threshold);
        Assert.Equal(-2f / 3, nodes[1].Value, 1e-6);
        Assert.Equal(2f / 3, nodes[2].Value, 1e-6);
        Assert.Equal([1, .5, .5], nodes.ToArray().Select(node => Math.Round(node.Cover, 6)));
    }

    [Fact]
    public void Six_trees_are_those_of_XGBoost_s_exact_method()
    {
        // xgboost 1.7.4, tree_method=exact, base_score=prior, max_depth 3, eta .3, lambda 2 on the same 600 rows.
        var fitted = Fit(GoldenRows(weighted: false), Golden);
        AssertMargins(fitted, [-1.97185230, .25463766, 1.82171750, -2.40386820, -1.75537348, -.19469409], -271.60075, 1414.47814, leaves: 47);
        var total = 437.15945 + 254.86537 + .91384 + 3.13108;
        Assert.Equal([437.15945 / total, 254.86537 / total, .91384 / total, 3.13108 / total],
            fitted.Importance, (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Weighted_rows_give_XGBoost_s_trees_too()
        => AssertMargins(Fit(GoldenRows(weighted: true), Golden),
            [-2.08251739, .30985686, 1.67208183, -2.45698953, -1.85630095, -.17634697], -273.63671, 1461.41130, leaves: 48);

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var rows = SomeRows.Frauds(6000, 21, seed: 1, missing: .05);
        var options = Few with { RowShare = .8, ColumnShare = .7, Seed = 9 };
        var ids = new[] { 1, 2, 3, 8 }.Select(threads => Fit(rows, options with { Threads = threads }).Model.Id);
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public void The_seed_decides_the_samples_and_nothing_else_does()
    {
        var rows = SomeRows.Frauds(2000, 8, seed: 2);
        var options = Few with { RowShare = .5, ColumnShare = .5 };
        Assert.Equal(Fit(rows, options).Model.Id, Fit(rows, options).Model.Id);
        Assert.NotEqual(Fit(rows, options).Model.Id, Fit(rows, options with { Seed = 1 }).Model.Id);
        Assert.Equal(Fit(rows, Few).Model.Id, Fit(rows, Few with { Seed = 1 }).Model.Id);
    }

    [Fact]
    public void It_learns_what_there_is_to_learn()
    {
        var rows = SomeRows.Frauds(30_000, 6, seed: 3);
        var fitted = Fit(rows.Slice(0, 20_000), new BoostingOptions { Trees = 60, MaxDepth = 3 });
        var later = rows.Slice(20_000, 10_000);
        var auc = Ranking.Of(ScoreRows.With(fitted.Model, later.Features), later.Labels.Span).RocAuc();
        var truth = Enumerable.Range(0, later.Rows).Select(row => SomeRows.Truth(later.Features.Row(row))).ToArray();
        Assert.Equal(Ranking.Of(truth, later.Labels.Span).RocAuc(), auc, .02);
        Assert.Equal(1, fitted.Importance.Sum(), 1e-12);
        Assert.True(fitted.Importance[0] > .5);
        Assert.True(fitted.Importance[5] < .05);
    }

    [Fact]
    public void Two_byte_bins_learn_like_one_byte_bins()
    {
        var rows = SomeRows.Frauds(6000, 6, seed: 4, missing: .1);
        double Auc(int cuts) => Ranking.Of(
            ScoreRows.With(Fit(rows, Few with { MaxCuts = cuts }).Model, rows.Features), rows.Labels.Span).RocAuc();
        Assert.Equal(Auc(255), Auc(2000), .01);
    }

    [Fact]
    public void Every_leaf_keeps_its_weight_and_every_path_its_depth()
    {
        var model = Fit(SomeRows.Frauds(3000, 5, seed: 5), Few with { MinChildWeight = 7, MaxDepth = 3 }).Model;
        Assert.True(model.MaxDepth <= 3);
        Assert.All(model.Nodes.ToArray(), node => Assert.True(node.Cover >= 7 - 1e-4));
    }

    [Fact]
    public void A_gain_below_gamma_is_no_split()
    {
        var model = Fit(SomeRows.Frauds(500, 3, seed: 6), Few with { Gamma = 1e9 }).Model;
        Assert.Equal(10, model.Nodes.Length);
        Assert.Equal(model.PriorMargin, model.Margin(new float[3]), 1e-6);
    }

    [Fact]
    public void Drawn_columns_are_the_only_ones_asked_for()
    {
        var model = Fit(SomeRows.Frauds(1000, 10, seed: 7), Few with { ColumnShare = .2 }).Model;
        for (var tree = 0; tree < model.Roots.Length; tree++)
        {
            var end = tree + 1 < model.Roots.Length ? model.Roots[tree + 1] : model.Nodes.Length;
            var asked = model.Nodes[model.Roots[tree]..end].ToArray().Where(node => !node.IsLeaf).Select(node => node.Feature);
            Assert.InRange(asked.Distinct().Count(), 0, 2);
        }
    }

    [Fact]
    public void A_card_names_every_option_that_could_change_a_tree()
    {
        var changing = typeof(BoostingOptions).GetProperties().Select(option => option.Name).Where(name => name != nameof(BoostingOptions.Threads));
        Assert.Equal(changing.Append("Learner").Order(), new BoostingOptions().ToCard().Keys.Select(key => char.ToUpperInvariant(key[0]) + key[1..]).Order());
        Assert.Equal("0.1", new BoostingOptions().ToCard()["learningRate"]);
    }

    [Fact]
    public void Training_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        var seen = new List<BoostingProgress>();
        var progress = new Told(at =>
        {
            seen.Add(at);
            if (at.Tree == 3)
                stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(
            () => BoostTrees.Fit(SomeRows.Frauds(500, 3, seed: 8), "s", Few, null, progress, stop.Token));
        Assert.Equal([1, 2, 3], seen.Select(at => at.Tree));
        Assert.Equal(10, seen[0].Trees);
    }

    [Fact]
    public void With_later_rows_only_the_trees_up_to_the_best_are_kept()
    {
        var rows = SomeRows.Frauds(3000, 4, seed: 10);
        var (train, later) = (rows.Slice(0, 2000), rows.Slice(2000, 1000));
        var options = new BoostingOptions { Trees = 300, MaxDepth = 6, LearningRate = .3, EarlyStoppingTrees = 10 };
        var fitted = BoostTrees.Fit(train, "s", options, later, cancel: TestContext.Current.CancellationToken);
        var history = fitted.ValidationAveragePrecision;
        var best = history.ToList().IndexOf(history.Max());
        Assert.Equal(best + 1, fitted.Model.Roots.Length);
        Assert.Equal(best + 11, history.Count);
        var margins = new double[later.Rows];
        fitted.Model.Margins(later.Features.Values.Span, margins);
        Assert.Equal(history[best], Ranking.AveragePrecision(margins, later.Labels.Span), 1e-3);
    }

    internal static BoostedTrees Fit(Dataset rows, BoostingOptions options)
        => BoostTrees.Fit(rows, "s", options, cancel: TestContext.Current.CancellationToken);

    private static readonly BoostingOptions Golden = new() { Trees = 6, MaxDepth = 3, LearningRate = .3, Lambda = 2 };

    private static Dataset GoldenRows(bool weighted)
    {
        var (values, labels, weights) = (new float[600 * 4], new bool[600], new float[600]);
        for (var j = 0; j < 600; j++)
        {
            var x = values.AsSpan(4 * j, 4);
            x[0] = j * 37 % 101;
            x[1] = j * 29 % 11 == 0 ? float.NaN : j * 53 % 29;
            x[2] = j * 71 % 13;
            x[3] = j * 31 % 9 == 0 ? float.NaN : (j * j * 13 + 7 * j) % 89;
            labels[j] = j * 37 % 101 + 3 * (j * 53 % 29 - 7) + 10 * (j * 17 % 7) > 110;
            weights[j] = j % 4 == 0 ? 2 : 1;
        }
        return SomeRows.Of(4, values, labels) with { Weights = weighted ? weights : default };
    }

    private static void AssertMargins(BoostedTrees fitted, double[] first, double sum, double squares, int leaves)
    {
        var margins = new double[600];
        fitted.Model.Margins(GoldenRows(false).Features.Values.Span, margins);
        for (var row = 0; row < first.Length; row++)
            Assert.Equal(first[row], margins[row], 1e-5);
        Assert.Equal(sum, margins.Sum(), 1e-2);
        Assert.Equal(squares, margins.Sum(margin => margin * margin), 1e-2);
        Assert.Equal(leaves, fitted.Model.Nodes.ToArray().Count(node => node.IsLeaf));
    }

    private sealed class Told(Action<BoostingProgress> tell) : IProgress<BoostingProgress>
    {
        public void Report(BoostingProgress value) => tell(value);
    }
}
