using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Trees;

public sealed class AwkwardRowsTests
{
    private const float Missing = float.NaN;
    private static readonly BoostingOptions OneSplit = new() { Trees = 1, MaxDepth = 1, LearningRate = 1, MinChildWeight = 0 };

    [Fact]
    public void A_constant_feature_is_never_asked_for()
    {
        var fitted = Fit(SomeRows.Of(2, [5, 1, 5, 2, 5, 3, 5, 4], [false, false, true, true]), OneSplit);
        Assert.Equal([0, 1], fitted.Importance);
    }

    [Fact]
    public void A_column_that_is_always_missing_is_never_asked_for()
    {
        var fitted = Fit(SomeRows.Of(2, [Missing, 1, Missing, 2, Missing, 3, Missing, 4], [false, false, true, true]), OneSplit);
        Assert.Equal([0, 1], fitted.Importance);
    }

    [Fact]
    public void With_nothing_to_ask_every_row_gets_the_prior()
    {
        var model = Fit(SomeRows.Column([7, 7, 7, 7], 0, 0, 0, 1), OneSplit).Model;
        Assert.Equal(Math.Log(1.0 / 3), model.Margin([7]), 1e-6);
    }

    [Fact]
    public void Missing_values_learn_their_side()
    {
        var model = Fit(SomeRows.Column([1, 2, 3, Missing, 8, 9, Missing, Missing], 0, 0, 0, 1, 1, 1, 1, 1), OneSplit).Model;
        Assert.Equal(5.5f, model.Nodes[0].Threshold);
        Assert.False(model.Nodes[0].MissingGoesLeft);
        var mirrored = Fit(SomeRows.Column([1, 2, 3, Missing, 8, 9, Missing, Missing], 1, 1, 1, 1, 0, 0, 1, 1), OneSplit).Model;
        Assert.True(mirrored.Nodes[0].MissingGoesLeft);
    }

    [Fact]
    public void Being_missing_can_be_the_whole_question()
    {
        var model = Fit(SomeRows.Column([1, 9, 5, Missing, 4, Missing, 7, Missing], 0, 0, 0, 1, 0, 1, 0, 1), OneSplit).Model;
        Assert.True(model.Margin([Missing]) > 0);
        Assert.All(new float[] { -100, 1, 9, 1000 }, value => Assert.True(model.Margin([value]) < 0));
    }

    [Fact]
    public void A_value_missing_only_later_goes_with_the_majority()
    {
        var model = Fit(SomeRows.Column([1, 2, 3, 4, 5, 9], 0, 0, 0, 0, 0, 1), OneSplit).Model;
        Assert.Equal(model.Margin([1]), model.Margin([Missing]));
    }

    [Fact]
    public void Infinite_values_are_the_ends_of_the_scale()
    {
        var low = Fit(SomeRows.Column([float.NegativeInfinity, float.NegativeInfinity, 1, 2], 1, 1, 0, 0), OneSplit).Model;
        Assert.True(low.Margin([float.NegativeInfinity]) > 0 && low.Margin([-1e30f]) > 0 == low.Margin([0]) > 0);
        var high = Fit(SomeRows.Column([1, 2, float.PositiveInfinity, float.PositiveInfinity], 0, 0, 1, 1), OneSplit).Model;
        Assert.True(high.Margin([float.PositiveInfinity]) > 0);
        Assert.True(high.Margin([2]) < 0);
    }

    [Fact]
    public void Infinite_and_missing_values_may_meet()
    {
        float[] values = [float.NegativeInfinity, Missing, Missing, float.PositiveInfinity, 0, float.NegativeInfinity];
        var model = Fit(SomeRows.Column(values, 0, 1, 1, 0, 0, 0), OneSplit with { MaxDepth = 3, Trees = 5 }).Model;
        Assert.All(values, value => Assert.Equal(float.IsNaN(value), model.Margin([value]) > 0));
    }

    [Fact]
    public void A_row_written_twice_counts_like_a_row_of_weight_two()
    {
        var once = SomeRows.Frauds(400, 3, seed: 21);
        var twice = once.Select([.. Enumerable.Range(0, 400), .. Enumerable.Range(0, 100)]);
        var weighted = once with { Weights = Enumerable.Range(0, 400).Select(row => row < 100 ? 2f : 1f).ToArray() };
        var options = new BoostingOptions { Trees = 5, MaxDepth = 3, MaxCuts = 1000 };
        var (a, b) = (Fit(twice, options).Model, Fit(weighted, options).Model);
        for (var row = 0; row < 400; row++)
            Assert.Equal(a.Margin(once.Features.Row(row)), b.Margin(once.Features.Row(row)), 1e-5);
    }

    [Fact]
    public void A_row_of_weight_zero_does_not_count()
    {
        var rows = SomeRows.Column([1, 2, 3, 4, 100], 0, 0, 1, 1, 0) with { Weights = new float[] { 1, 1, 1, 1, 0 } };
        var model = Fit(rows, OneSplit).Model;
        Assert.Equal(2.5f, model.Nodes[0].Threshold);
    }

    [Fact]
    public void Rows_of_one_class_teach_nothing_and_that_is_said()
    {
        Assert.Equal("All 3 rows are genuine: one class teaches nothing.", Refusal(SomeRows.Column([1, 2, 3], 0, 0, 0)));
        Assert.Equal("All 2 rows are fraud: one class teaches nothing.", Refusal(SomeRows.Column([1, 2], 1, 1)));
        Assert.Contains("one class", Refusal(SomeRows.Column([1, 2], 0, 1) with { Weights = new float[] { 1, 0 } }));
    }

    [Fact]
    public void No_rows_are_refused() => Assert.Equal("There are no rows to learn from.", Refusal(SomeRows.Column([])));

    [Fact]
    public void Columns_of_unequal_length_are_refused()
    {
        var rows = SomeRows.Column([1, 2], 0, 1);
        Assert.Equal("1 labels for 2 rows.", Refusal(rows with { Labels = new bool[1] }));
        Assert.Equal("3 weights for 2 rows.", Refusal(rows with { Weights = new float[3] }));
        Assert.Equal("2 feature names for 1 columns.", Refusal(rows with { FeatureNames = ["a", "b"] }));
        Assert.Equal("A row weighs NaN.", Refusal(rows with { Weights = new[] { 1, float.NaN } }));
        Assert.Throws<ArgumentException>(() => new Matrix(2, 2, new float[3]));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var rows = SomeRows.Column([1, 2], 0, 1);
        foreach (var options in new[]
        {
            OneSplit with { Trees = 0 }, OneSplit with { MaxDepth = 17 }, OneSplit with { LearningRate = double.NaN },
            OneSplit with { RowShare = 0 }, OneSplit with { ColumnShare = 1.5 }, OneSplit with { MaxCuts = 5000 },
            OneSplit with { Lambda = -1 }, OneSplit with { Threads = 0 }, OneSplit with { EarlyStoppingTrees = 5 }
        })
            Assert.Throws<ArgumentException>(() => Fit(rows, options));
    }

    private static string Refusal(Dataset rows) => Assert.ThrowsAny<Exception>(() => Fit(rows, OneSplit)).Message;

    private static BoostedTrees Fit(Dataset rows, BoostingOptions options) => BoostTreesTests.Fit(rows, options);
}
