using FraudFunctions.Cli.Hosting;
using FraudFunctions.Cli.Verbs;

namespace FraudFunctions.Tests.Cli.Verbs;

public sealed class BacktestWeeksTests
{
    private static readonly DateTimeOffset last = new(2026, 3, 11, 14, 0, 0, TimeSpan.Zero);

    private static string[] Of(double days, params string[] weeks) => [.. BacktestWeeks.Of(weeks, null, TimeSpan.FromDays(days), last).Select(start => start.ToString("MM-dd", null))];

    [Fact]
    public void Without_weeks_the_last_whole_periods_of_the_stream_are_tested()
    {
        Assert.Equal(["02-18", "02-25", "03-04"], Of(7));
        Assert.Equal(["03-08", "03-09", "03-10"], Of(1));
        Assert.Equal(["01-28", "02-11", "02-25"], Of(14));
    }

    [Fact]
    public void A_period_may_reach_to_the_end_of_the_last_day() => Assert.Equal(["02-01", "03-05"], Of(7, "2026-03-05", "2026-02-01"));

    [Theory]
    [InlineData("there twice", 7, "2026-02-01", "2026-02-01")]
    [InlineData("02-01 reach into those from 2026-02-05", 7, "2026-02-05", "2026-02-01")]
    [InlineData("end after the stream, whose last day is 2026-03-11", 7, "2026-03-06")]
    public void Weeks_that_cannot_be_tested_are_refused(string told, double days, params string[] weeks)
        => Assert.Contains(told, Assert.Throws<UsageException>(() => Of(days, weeks)).Message, StringComparison.Ordinal);
}
