using FraudFunctions.App.Drift;

namespace FraudFunctions.Tests.App.Drift;

public sealed class MetricsBookTests
{
    [Fact]
    public async Task A_sum_over_days_is_that_of_its_hours_wherever_it_begins_and_ends()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        MetricsBook book = app.Get<MetricsBook>();
        DateTimeOffset now = TimeProvider.System.GetUtcNow(), hour = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour));
        await book.AddAsync("decisions/0", Enumerable.Range(0, 144).Select(i => new Addition("m", hour.AddHours(i - 143), i, sum => sum.Add(.5, false, false))), default);
        foreach ((int from, int until) in new[] { (-143, 1), (-120, -60), (-100, -99), (-50, 1), (-97, -1), (-72, -48), (0, 1) })
        {
            // The second time from memory.
            for (int time = 0; time < 2; time++)
                Assert.Equal(until - from, (await book.SumAsync("m", hour.AddHours(from), hour.AddHours(until), default)).Decisions);
        }
    }
}
