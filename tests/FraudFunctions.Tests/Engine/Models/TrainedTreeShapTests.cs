using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Trees;
using FraudFunctions.Tests.Learning;

namespace FraudFunctions.Tests.Engine.Models;

/// <summary>Explanations of trees that were trained, not made up: on simple rows always, on the handbook's where its data is.</summary>
public sealed class TrainedTreeShapTests
{
    private static readonly BoostingOptions Options = new() { Trees = 100, MaxDepth = 5 };

    [Fact]
    public void Ten_thousand_explanations_of_a_trained_model_add_up_to_its_raw_score()
    {
        var rows = SomeRows.Frauds(10_000, 20, seed: 81, missing: .1);
        AssertSums(Fit(rows), rows);
    }

    [Fact]
    public void Ten_thousand_explanations_of_handbook_payments_add_up_to_their_raw_score()
    {
        var (test, _) = HandbookFolds.Fold(HandbookFolds.Test);
        AssertSums(Fit(HandbookFolds.Fold(HandbookFolds.Train).Rows), test.Slice(0, 10_000));
    }

    [Fact]
    public void Making_the_strongest_reason_usual_lowers_the_score()
    {
        var rows = SomeRows.Frauds(20_000, 8, seed: 82, missing: .02);
        AssertLowers(rows.Slice(0, 15_000), rows.Slice(15_000, 5_000), alerted: .2, share: .99);
    }

    [Fact]
    public void Making_the_strongest_reason_of_a_handbook_alert_usual_lowers_its_score()
        => AssertLowers(HandbookFolds.Fold(HandbookFolds.Train).Rows, HandbookFolds.Fold(HandbookFolds.Test).Rows, alerted: .1, share: .95);

    private static TreeEnsemble Fit(Dataset rows)
        => BoostTrees.Fit(rows, SomeTrees.Schema, Options, cancel: TestContext.Current.CancellationToken).Model;

    private static void AssertSums(TreeEnsemble model, Dataset rows)
    {
        Assert.Equal(10_000, rows.Rows);
        var explain = new TreeShap(model);
        var contributions = new double[model.Width];
        for (var row = 0; row < rows.Rows; row++)
        {
            explain.Explain(rows.Features.Row(row), contributions);
            Assert.Equal(model.Margin(rows.Features.Row(row)), explain.Bias + contributions.Sum(), 1e-6);
        }
    }

    /// <summary>Of the rows at or above the probability: the column that argues most for fraud gets the median of genuine rows.</summary>
    private static void AssertLowers(Dataset train, Dataset later, double alerted, double share)
    {
        var model = Fit(train);
        var usual = Enumerable.Range(0, model.Width).Select(column => Median(train, column)).ToArray();
        var explain = new TreeShap(model);
        var contributions = new double[model.Width];
        var (alerts, lowered) = (0, 0);
        for (var row = 0; row < later.Rows; row++)
        {
            float[] values = [.. later.Features.Row(row)];
            var margin = model.Margin(values);
            if (model.Probability(margin) < alerted)
                continue;
            explain.Explain(values, contributions);
            var strongest = Array.IndexOf(contributions, contributions.Max());
            values[strongest] = usual[strongest];
            alerts++;
            lowered += model.Margin(values) < margin ? 1 : 0;
        }
        Assert.True(alerts > 100, $"{alerts} alerts prove little.");
        Assert.True(lowered >= share * alerts, $"{lowered} of {alerts} alerts scored lower.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{lowered} of {alerts} alerts scored lower.");
    }

    private static float Median(Dataset rows, int column)
    {
        var values = Enumerable.Range(0, rows.Rows).Where(row => !rows.Labels.Span[row]).Select(row => rows.Features.Row(row)[column]).Where(value => !float.IsNaN(value)).Order().ToArray();
        return values[values.Length / 2];
    }
}
