using Microsoft.DurableTask;

namespace FraudFunctions.Tests.Embedded.Durable;

/// <summary>What was going on when the host stopped goes on when it starts again.</summary>
public sealed class RestartTests : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(7);
    private readonly TempFolder folder = new();
    private readonly ManualClock clock = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_timer_that_fell_due_meanwhile_fires_at_the_start()
    {
        var score = new Score();
        await using (DurableApp before = await DurableApp.StartAsync(folder, score, clock))
        {
            await before.BeginAsync(async context =>
            {
                await context.CreateTimer(Pause, CancellationToken.None);
                return await context.CallActivityAsync<string>("Do", "after");
            });
            await before.UntilThereAsync("one");
        }

        clock.Advance(2 * Pause);
        await using DurableApp after = await DurableApp.StartAsync(folder, score, clock);
        Assert.Equal("after", (await after.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Steps_that_were_done_are_not_done_again_and_events_are_still_there()
    {
        var score = new Score();
        await using (DurableApp before = await DurableApp.StartAsync(folder, score, clock, inMemory: 100))
        {
            await before.BeginAsync(async context =>
            {
                string first = await context.CallActivityAsync<string>("Do", "first");
                string gate = await context.WaitForExternalEvent<string>("gate");
                return first + gate + await context.WaitForExternalEvent<string>("early");
            });
            await before.Client.RaiseEventAsync("one", "early", "!", Cancelled);
            await Patience.UntilAsync(() => before.HistoryOf("one").Contains("ActivityCompleted") && before.HistoryOf("one").Contains("EventRaised"));
        }

        await using DurableApp after = await DurableApp.StartAsync(folder, score, clock);
        await after.Client.RaiseEventAsync("one", "gate", "-", Cancelled);
        Assert.Equal("first-!", (await after.EndAsync()).ReadOutputAs<string>());
        Assert.Equal(["first"], score.Calls);
    }

    [Fact]
    public async Task The_host_waits_for_an_activity_that_runs_and_keeps_what_it_came_to()
    {
        var score = new Score();
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        score.Activity = input =>
        {
            entered.Set();
            go.Wait(Patience.Limit);
            return input;
        };
        DurableApp before = await DurableApp.StartAsync(folder, score, clock);
        await before.BeginAsync(async context => await context.CallActivityAsync<string>("Do", "slow") + await context.CallActivityAsync<string>("Do", "next"));
        entered.Wait(Patience.Limit, Cancelled);
        Task stopping = before.StopAsync();
        go.Set();
        await stopping.Soon();
        await before.DisposeAsync();
        Assert.Equal(["slow"], score.Calls);

        await using DurableApp after = await DurableApp.StartAsync(folder, score, clock);
        Assert.Equal("slownext", (await after.EndAsync()).ReadOutputAs<string>());
        Assert.Equal(["slow", "next"], score.Calls);
    }

    [Fact]
    public async Task A_parent_hears_of_its_sub_orchestration_after_a_restart()
    {
        var score = new Score();
        score["Below"] = async context => await context.WaitForExternalEvent<string>("go");
        await using (DurableApp before = await DurableApp.StartAsync(folder, score, clock))
        {
            await before.BeginAsync(async context => await context.CallSubOrchestratorAsync<string>("Below", null, new SubOrchestrationOptions(instanceId: "sub")));
            await before.UntilThereAsync("sub");
        }

        await using DurableApp after = await DurableApp.StartAsync(folder, score, clock);
        await after.Client.RaiseEventAsync("sub", "go", "up", Cancelled);
        Assert.Equal("up", (await after.EndAsync()).ReadOutputAs<string>());
    }
}
