using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Trees;
using FsCheck.Xunit;

namespace FraudFunctions.Tests.Learning.Trees;

public sealed class ConstraintsTests
{
    private static readonly BoostingOptions Deep = new() { Trees = 15, MaxDepth = 6, LearningRate = .3, MinChildWeight = 0, ColumnShare = .8 };

    [Property(MaxTest = 30)]
    public bool Raising_a_rising_feature_never_lowers_the_margin_and_raising_a_falling_one_never_raises_it(int seed)
    {
        // The labels like high x0 and are blind to x3: both are asked to fall, x1 to rise.
        var rows = SomeRows.Frauds(600, 5, seed, missing: .1);
        if (rows.Positives == 0)
            return true;
        var model = BoostTreesTests.Fit(rows, Deep with { Seed = seed, Monotone = new Dictionary<string, int> { ["x0"] = -1, ["x1"] = 1, ["x3"] = -1 } }).Model;
        var random = new Random(seed);
        return Enumerable.Range(0, 300).All(row =>
            Keeps(model, rows.Features.Row(row), 0, -1, random) && Keeps(model, rows.Features.Row(row), 1, 1, random) && Keeps(model, rows.Features.Row(row), 3, -1, random));
    }

    [Fact]
    public void Without_the_constraint_the_same_rows_would_break_it()
    {
        var rows = SomeRows.Frauds(600, 5, seed: 5, missing: .1);
        var model = BoostTreesTests.Fit(rows, Deep).Model;
        var random = new Random(5);
        Assert.Contains(Enumerable.Range(0, 300), row => !Keeps(model, rows.Features.Row(row), 1, 1, random));
    }

    [Fact]
    public void A_constraint_that_the_labels_obey_costs_nothing()
    {
        var rows = SomeRows.Column([1, 2, 3, 4, 5, 6, 7, 8], 0, 0, 0, 1, 0, 1, 1, 1);
        var free = new BoostingOptions { Trees = 1, MaxDepth = 1, MinChildWeight = 0 };
        Assert.Equal(BoostTreesTests.Fit(rows, free).Model.Id, BoostTreesTests.Fit(rows, free with { Monotone = Rising("x0") }).Model.Id);
    }

    [Fact]
    public void A_middle_that_breaks_the_order_is_flattened_within_its_bounds()
    {
        // Fraud at 3 and 4 but not at 5 and 6: rising means the dip cannot be said.
        var rows = SomeRows.Column([1, 2, 3, 4, 5, 6, 7, 8], 0, 0, 1, 1, 0, 0, 1, 1);
        var model = BoostTreesTests.Fit(rows, new BoostingOptions { Trees = 1, MaxDepth = 6, LearningRate = 1, Lambda = 0, MinChildWeight = 0, Monotone = Rising("x0") }).Model;
        var margins = Enumerable.Range(1, 8).Select(x => model.Margin([x])).ToArray();
        Assert.Equal(margins.Order(), margins);
        Assert.True(margins[0] < margins[2] && margins[2] <= margins[4] && margins[4] < margins[7]);
    }

    [Fact]
    public void The_card_tells_what_was_constrained()
        => Assert.Equal("age- amount+", new BoostingOptions { Monotone = new Dictionary<string, int> { ["amount"] = 1, ["age"] = -1 } }.ToCard()["monotone"]);

    [Fact]
    public void A_column_that_is_not_there_and_a_direction_that_is_none_are_refused()
    {
        var rows = SomeRows.Frauds(200, 2, seed: 1);
        Assert.Equal("There is no column 'amount' to constrain.", Assert.Throws<ArgumentException>(() => BoostTreesTests.Fit(rows, Deep with { Monotone = Rising("amount") })).Message);
        Assert.Throws<ArgumentException>(() => BoostTreesTests.Fit(rows, Deep with { Monotone = new Dictionary<string, int> { ["x0"] = 0 } }));
    }

    private static Dictionary<string, int> Rising(string column) => new() { [column] = 1 };

    private static bool Keeps(TreeEnsemble model, ReadOnlySpan<float> row, int feature, int direction, Random random)
    {
        if (float.IsNaN(row[feature]))
            return true;
        float[] raised = [.. row];
        raised[feature] += (float)(2 * random.NextDouble());
        return direction * (model.Margin(raised) - model.Margin(row)) >= 0;
    }
}
