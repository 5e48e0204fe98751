using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Backtests;

public sealed class CatchBySliceTests
{
    private static readonly Slices stories = new("story", ["theft", "theft", "mule", "mule", null, null, null, null, null, null]);

    // Ten rows, four of them fraud: two of each story.
    private static BacktestResult Result(params (string Name, bool Combines, double[] Scores)[] lines) => new()
    {
        Options = SmallBank.Options,
        Rows = [[.. Enumerable.Range(0, 10)]],
        Periods = [SomeRows.Of(1, new float[10], [true, true, true, true, false, false, false, false, false, false])],
        Lines = [.. lines.Select(line => new BacktestLine(new Contender(line.Name, (_, _) => line.Scores) { Combines = line.Combines }, [], [line.Scores]))],
    };

    [Fact]
    public void What_one_line_alone_catches_is_told_and_a_blend_takes_nothing_away()
    {
        BacktestResult result = Result(
            ("trees", false, [.9, .8, .1, .1, .2, .2, .2, .2, .2, .2]),
            ("network", false, [.9, .1, .8, .7, .2, .2, .2, .2, .2, .2]),
            ("blend", true, [.9, .8, .8, .8, .2, .2, .2, .2, .2, .2]));
        IReadOnlyList<PartOfFrauds> parts = CatchBySlice.At(result, stories, .01);
        Assert.Equal(["mule", "theft"], parts.Select(part => part.Part));
        Assert.Equal([0, 2, null], parts[0].Lines.Select(line => line.Alone));
        Assert.Equal([1, 0, null], parts[1].Lines.Select(line => line.Alone));
        Assert.Equal([0, 1, 1], parts[0].Lines.Select(line => line.Recall));
        Assert.Equal(1, CatchBySlice.OnlyOne(parts[0]));
        Assert.Null(CatchBySlice.OnlyOne(parts[1]));
    }

    [Fact]
    public void All_parts_share_one_threshold_and_some_bear_more_of_the_alarms()
    {
        BacktestResult result = Result(("rule", false, [.9, .2, .2, .2, .8, .1, .1, .1, .1, .1]));
        Slices halves = new("half", ["a", "a", "b", "b", "a", "a", "a", "b", "b", "b"]);
        IReadOnlyList<PartOfFrauds> parts = CatchBySlice.At(result, halves, 1 / 6.0);
        Assert.Equal((.5 + .5, 0.0), (parts[0].Lines[0].Recall, parts[1].Lines[0].FalseAlarms));
        Assert.Equal(1 / 3.0, parts[0].Lines[0].FalseAlarms);
    }

    [Fact]
    public void A_line_whose_highest_tie_disturbs_too_many_flags_nobody()
    {
        BacktestResult result = Result(("everything", false, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]));
        Assert.All(CatchBySlice.At(result, stories, .01), part => Assert.Equal(0, part.Lines[0].Recall));
    }

    [Fact]
    public void The_first_five_events_of_a_customer_are_cold()
    {
        Slices cold = Slices.Of(SmallBank.Tables.Payments).Single(one => one.By == "customer's history");
        Dataset rows = SmallBank.Tables.Payments.Rows;
        int[] own = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.CustomerIds.Span[row] == rows.CustomerIds.Span[0])];
        Assert.Equal(5, own.Count(row => cold.PartOf[row] == "first 5 events"));
        Assert.Equal("later", cold.PartOf[own[5]]);
    }
}
