using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Tests.Embedded.Durable;

public sealed class ReplayedTimerAndEventTests() : TimerAndEventTests(inMemory: 0);

public sealed class RememberedTimerAndEventTests() : TimerAndEventTests(inMemory: 100);

/// <summary>Waiting: for a time, for an event, for either.</summary>
public abstract class TimerAndEventTests(int inMemory) : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(7);
    private DurableApp app = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await DurableApp.StartAsync(inMemory: inMemory);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_timer_may_be_months_away()
    {
        DateTime begun = app.Clock.GetUtcNow().UtcDateTime;
        await app.BeginAsync(async context =>
        {
            await context.CreateTimer(TimeSpan.FromDays(100), CancellationToken.None);
            return context.CurrentUtcDateTime;
        });
        await app.Client.WaitForInstanceStartAsync("one", Cancelled).Soon();
        app.Clock.Advance(TimeSpan.FromDays(100) - Pause);
        await app.PassAsync(Pause);
        Assert.Equal(begun.AddDays(100), (await app.EndAsync()).ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task A_timer_without_delay_fires_at_once()
    {
        OrchestrationMetadata end = await app.RunAsync(async context =>
        {
            await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
            await context.CreateTimer(context.CurrentUtcDateTime.AddDays(-1), CancellationToken.None);
            return "done";
        });
        Assert.Equal("done", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_cancelled_timer_is_a_TaskCanceledException_and_leaves_nothing_behind()
    {
        OrchestrationMetadata end = await app.RunAsync(async context =>
        {
            using var stop = new CancellationTokenSource();
            Task timer = context.CreateTimer(Pause, stop.Token);
            await context.CallActivityAsync("Do", "a");
            stop.Cancel();
            try
            {
                await timer;
                return "fired";
            }
            catch (TaskCanceledException)
            {
                return "cancelled";
            }
        });
        Assert.Equal("cancelled", end.ReadOutputAs<string>());
        Assert.Equal(["Started", "TimerCreated", "ActivityScheduled", "ActivityCompleted", "TimerCancelled", "Completed"], app.HistoryOf("one"));
    }

    [Fact]
    public async Task The_earlier_of_two_timers_fires_first()
    {
        await app.BeginAsync(async context =>
        {
            Task late = context.CreateTimer(2 * Pause, CancellationToken.None), early = context.CreateTimer(Pause, CancellationToken.None);
            Task first = await Task.WhenAny(late, early);
            await Task.WhenAll(late, early);
            return first == early ? "early" : "late";
        });
        await app.PassAsync(Pause);
        await app.PassAsync(Pause);
        Assert.Equal("early", (await app.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_clock_stands_still_within_a_turn_and_is_utc()
    {
        await app.BeginAsync(async context =>
        {
            DateTime before = context.CurrentUtcDateTime;
            await context.CreateTimer(Pause, CancellationToken.None);
            return new object[] { context.CurrentUtcDateTime - before, before.Kind };
        });
        await app.PassAsync(Pause);
        Assert.Equal($"[\"{Pause}\",{(int)DateTimeKind.Utc}]", (await app.EndAsync()).SerializedOutput);
    }

    [Fact]
    public async Task An_event_ends_the_wait_whatever_the_case_of_its_name()
    {
        await app.BeginAsync(async context => await context.WaitForExternalEvent<int>("Approved"));
        await app.Client.RaiseEventAsync("one", "APPROVED", 42, Cancelled);
        Assert.Equal(42, (await app.EndAsync()).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Events_that_come_early_are_kept_in_their_order()
    {
        await app.BeginAsync(async context =>
        {
            string gate = await context.WaitForExternalEvent<string>("gate");
            return gate + await context.WaitForExternalEvent<string>("early") + await context.WaitForExternalEvent<string>("early");
        });
        await app.Client.RaiseEventAsync("one", "early", "1", Cancelled);
        await app.Client.RaiseEventAsync("one", "early", "2", Cancelled);
        await app.Client.RaiseEventAsync("one", "gate", "0", Cancelled);
        Assert.Equal("012", (await app.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Two_waits_for_one_name_take_one_event_each()
    {
        await app.BeginAsync(async context => string.Concat(await Task.WhenAll(context.WaitForExternalEvent<string>("e"), context.WaitForExternalEvent<string>("e"))));
        await app.Client.RaiseEventAsync("one", "e", "a", Cancelled);
        await app.Client.RaiseEventAsync("one", "e", "b", Cancelled);
        Assert.Equal("ab", (await app.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_without_a_payload_is_nothing()
    {
        await app.BeginAsync(async context => await context.WaitForExternalEvent<string>("e") ?? "nothing");
        await app.Client.RaiseEventAsync("one", "e", Cancelled);
        Assert.Equal("nothing", (await app.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_wait_that_takes_too_long_is_a_TaskCanceledException()
    {
        await app.BeginAsync(async context =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("e", Pause);
            }
            catch (TaskCanceledException)
            {
                return "too late";
            }
        });
        await app.PassAsync(Pause);
        Assert.Equal("too late", (await app.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_in_time_ends_the_timeout()
    {
        await app.BeginAsync(async context => await context.WaitForExternalEvent<string>("e", TimeSpan.FromDays(1)));
        await app.Client.RaiseEventAsync("one", "e", "in time", Cancelled);
        Assert.Equal("in time", (await app.EndAsync()).ReadOutputAs<string>());
        Assert.Contains("TimerCancelled", app.HistoryOf("one"));
    }

    [Fact]
    public async Task After_a_timeout_the_event_goes_to_the_next_wait()
    {
        await app.BeginAsync(async context =>
        {
            try
            {
                await context.WaitForExternalEvent<string>("e", Pause);
            }
            catch (TaskCanceledException)
            {
                context.SetCustomStatus("again");
            }

            return await context.WaitForExternalEvent<string>("e");
        });
        await app.PassAsync(Pause);
        await app.UntilStatusAsync("one", "again");
        await app.Client.RaiseEventAsync("one", "e", "second", Cancelled);
        Assert.Equal("second", (await app.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_orchestration_sends_events_to_another()
    {
        app.Score["Below"] = async context => await context.WaitForExternalEvent<int>("e");
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Below", null, new StartOrchestrationOptions("other"), Cancelled);
        await app.RunAsync(context =>
        {
            context.SendEvent("other", "E", 5);
            return Task.FromResult<object?>(null);
        });
        Assert.Equal(5, (await app.EndAsync("other")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Events_to_nobody_and_to_what_has_ended_are_lost_without_a_word()
    {
        await app.RunAsync(_ => Task.FromResult<object?>("done"));
        await app.Client.RaiseEventAsync("one", "e", 1, Cancelled);
        await app.Client.RaiseEventAsync("nobody", "e", 1, Cancelled);
        await app.Client.TerminateInstanceAsync("nobody", Cancelled);
        Assert.Null(await app.Client.GetInstanceAsync("nobody", Cancelled));
    }

    [Fact]
    public async Task Records_travel_in_the_workers_json()
    {
        await app.BeginAsync(async context => await context.WaitForExternalEvent<Decision>("e"));
        await app.Client.RaiseEventAsync("one", "e", new { approved = true, BY = "ada" }, Cancelled);
        Assert.Equal("""{"Approved":true,"By":"ada"}""", (await app.EndAsync()).SerializedOutput);
    }

    private sealed record Decision(bool Approved, string By);
}
