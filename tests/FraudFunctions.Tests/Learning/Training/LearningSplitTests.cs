using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using FraudFunctions.Tests.Learning.Backtests;

namespace FraudFunctions.Tests.Learning.Training;

public sealed class LearningSplitTests
{
    private static readonly DateTimeOffset at = SmallBank.Day(54);
    private static readonly TrainingOptions options = SmallBank.Options.Training;

    [Fact]
    public void The_past_ends_before_the_days_that_the_parts_are_weighed_on()
    {
        LearningSplit split = LearningSplit.Of(SmallBank.Tables.Payments, at, options);
        ReadOnlyMemory<DateTimeOffset> times = SmallBank.Tables.Payments.Rows.Times;
        Assert.All(split.Past.Rows, row => Assert.True(times.Span[row] < split.Until));
        Assert.All(split.Later.Rows, row => Assert.InRange(times.Span[row], split.Until, at - options.Maturity));
        Assert.True(split.Later.Rows.Length > 1_000);
    }

    [Fact]
    public void A_payment_that_stands_among_older_ones_moves_nothing_but_itself()
    {
        FeatureTable table = SmallBank.Tables.Payments;
        LearningSplit inOrder = LearningSplit.Of(table, at, options);
        DateTimeOffset[] times = table.Rows.Times.ToArray();
        int early = Array.FindIndex(times, time => time > SmallBank.Day(15));
        times[early] = SmallBank.Day(42);
        LearningSplit split = LearningSplit.Of(table with { Rows = table.Rows with { Times = times } }, at, options);
        Assert.Equal(inOrder.Past.Rows.Where(row => row != early), split.Past.Rows.Where(row => row != early));
        Assert.Equal(inOrder.Later.Rows, split.Later.Rows.Where(row => row != early));
        Assert.All(split.Later.Rows, row => Assert.True(times[row] >= split.Until));
    }
}
