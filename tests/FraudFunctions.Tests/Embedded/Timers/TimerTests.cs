using FraudFunctions.Embedded.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.Embedded.Timers;

public sealed class TimerTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // At ten past: so what waits for the full hour is the timer and not the log's hourly upkeep.
    private static readonly TimeSpan ToFullHour = TimeSpan.FromMinutes(50);
    private readonly TempFolder folder = new();
    private readonly ManualClock clock = new();
    private readonly Ticks ticks = new();

    public TimerTests() => clock.Advance(Hour - ToFullHour);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_timer_runs_by_its_schedule()
    {
        await using TestApp app = await StartAsync<Hourly>();
        for (int run = 1; run <= 3; run++)
        {
            TimeSpan wait = run == 1 ? ToFullHour : Hour;
            await clock.WaitedForAsync(wait);
            clock.Advance(wait);
            await Patience.UntilAsync(() => ticks.Seen.Count == run);
        }

        Assert.All(ticks.Seen, tick => Assert.False(tick.IsPastDue));
        Assert.Equal(new DateTime(2026, 3, 2, 10, 0, 0), ticks.Seen[2].ScheduleStatus!.Last);
        Assert.Equal(DateTimeKind.Utc, ticks.Seen[2].ScheduleStatus!.Last.Kind);
    }

    [Fact]
    public async Task A_run_that_was_missed_while_the_host_was_down_is_made_up_for_once()
    {
        await using (await StartAsync<Hourly>()) await clock.WaitedForAsync(ToFullHour);
        clock.Advance(TimeSpan.FromHours(5));
        await using (await StartAsync<Hourly>())
        {
            await clock.WaitedForAsync(ToFullHour);
            Assert.True(Assert.Single(ticks.Seen).IsPastDue);
            clock.Advance(ToFullHour);
            await Patience.UntilAsync(() => ticks.Seen.Count == 2);
        }

        Assert.False(ticks.Seen[1].IsPastDue);
    }

    [Fact]
    public async Task A_restart_in_time_misses_nothing()
    {
        await using (await StartAsync<Hourly>()) await clock.WaitedForAsync(ToFullHour);
        clock.Advance(TimeSpan.FromMinutes(20));
        await using (await StartAsync<Hourly>()) await clock.WaitedForAsync(TimeSpan.FromMinutes(30));
        Assert.Empty(ticks.Seen);
    }

    [Fact]
    public async Task A_changed_schedule_is_not_past_due()
    {
        await using (await StartAsync<BySetting>("0 0 9 * * *")) await clock.WaitedForAsync(ToFullHour);
        clock.Advance(TimeSpan.FromHours(3));
        await using (await StartAsync<BySetting>("0 30 11 * * *")) await clock.WaitedForAsync(TimeSpan.FromMinutes(20));
        Assert.Empty(ticks.Seen);
    }

    [Fact]
    public async Task A_timer_without_a_monitor_has_no_status_and_misses_silently()
    {
        await using (await StartAsync<Unmonitored>()) await clock.WaitedForAsync(ToFullHour);
        clock.Advance(TimeSpan.FromHours(5));
        await using (TestApp app = await StartAsync<Unmonitored>())
        {
            await clock.WaitedForAsync(ToFullHour);
            clock.Advance(ToFullHour);
            await Patience.UntilAsync(() => ticks.Seen.Count == 1);
        }

        Assert.Null(ticks.Seen[0].ScheduleStatus);
        Assert.False(ticks.Seen[0].IsPastDue);
    }

    [Fact]
    public async Task RunOnStartup_runs_at_once()
    {
        await using TestApp app = await StartAsync<AtStart>();
        await Patience.UntilAsync(() => ticks.Seen.Count == 1);
        Assert.False(ticks.Seen[0].IsPastDue);
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_the_interval_is_never_joined_by_another()
    {
        int now = 0, most = 0;
        var go = new TaskCompletionSource();
        ticks.Behave = async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await go.Task.Soon();
            Interlocked.Decrement(ref now);
        };
        await using TestApp app = await StartAsync<Hourly>();
        await clock.WaitedForAsync(ToFullHour);
        clock.Advance(ToFullHour);
        await Patience.UntilAsync(() => ticks.Seen.Count == 1);
        clock.Advance(TimeSpan.FromHours(3));
        go.SetResult();
        await Patience.UntilAsync(() => ticks.Seen.Count == 2);
        await clock.WaitedForAsync(Hour);
        Assert.Equal((1, 2), (most, ticks.Seen.Count));
    }

    [Fact]
    public async Task A_failed_run_is_retried_and_then_left_to_the_schedule()
    {
        ticks.Behave = () => throw new TimeoutException();
        await using TestApp app = await StartAsync<Retried>();
        await clock.WaitedForAsync(ToFullHour);
        clock.Advance(ToFullHour);
        await clock.WaitedForAsync(TimeSpan.FromSeconds(7));
        clock.Advance(TimeSpan.FromSeconds(7));
        await clock.WaitedForAsync(Hour - TimeSpan.FromSeconds(7));
        Assert.Equal(2, ticks.Seen.Count);
    }

    [Theory]
    [InlineData("0 */5 * * * *", "2026-03-02T08:15:00Z")]
    [InlineData("*/5 * * * *", "2026-03-02T08:15:00Z")]
    [InlineData("30 0 2 * * 1-5", "2026-03-03T02:00:30Z")]
    [InlineData("0 0 0 29 2 *", "2028-02-29T00:00:00Z")]
    [InlineData("00:00:45", "2026-03-02T08:10:45Z")]
    [InlineData("2.00:00:00", "2026-03-04T08:10:00Z")]
    public void A_schedule_knows_when_it_is_next_due(string schedule, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next), TimerSchedule.TryParse(schedule)!.After(clock.GetUtcNow()));

    [Theory]
    [InlineData("")]
    [InlineData("often")]
    [InlineData("99 * * * * *")]
    [InlineData("-00:01:00")]
    [InlineData("00:00:00")]
    public void What_is_no_schedule_is_refused(string schedule) => Assert.Null(TimerSchedule.TryParse(schedule));

    private Task<TestApp> StartAsync<T>(string? schedule = null) => TestApp.StartAsync(folder, typeof(T), builder =>
    {
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(ticks);
        builder.Configuration["Schedule"] = schedule;
    });
}

public sealed class Ticks
{
    private readonly List<TimerInfo> seen = [];

    public IReadOnlyList<TimerInfo> Seen
    {
        get { lock (seen) return [.. seen]; }
    }

    public Func<Task> Behave { get; set; } = () => Task.CompletedTask;

    public Task SawAsync(TimerInfo timer)
    {
        lock (seen) seen.Add(timer);
        return Behave();
    }
}

public sealed class Hourly(Ticks ticks)
{
    [Function("Hourly")]
    public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => ticks.SawAsync(timer);
}

public sealed class BySetting(Ticks ticks)
{
    [Function("BySetting")]
    public Task Run([TimerTrigger("%Schedule%")] TimerInfo timer) => ticks.SawAsync(timer);
}

public sealed class Unmonitored(Ticks ticks)
{
    [Function("Unmonitored")]
    public Task Run([TimerTrigger("00:50:00", UseMonitor = false)] TimerInfo timer) => ticks.SawAsync(timer);
}

public sealed class AtStart(Ticks ticks)
{
    [Function("AtStart")]
    public Task Run([TimerTrigger("0 0 * * * *", RunOnStartup = true)] TimerInfo timer) => ticks.SawAsync(timer);
}

public sealed class Retried(Ticks ticks)
{
    [Function("Retried")]
    [FixedDelayRetry(1, "00:00:07")]
    public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => ticks.SawAsync(timer);
}
