using Microsoft.DurableTask.Client;

namespace FraudFunctions.Tests.Embedded.Durable;

public sealed class FirstTests
{
    [Fact]
    public async Task Activities_run_in_turn_and_the_result_is_the_output()
    {
        await using DurableApp app = await DurableApp.StartAsync();
        OrchestrationMetadata end = await app.RunAsync(async context =>
        {
            string a = await context.CallActivityAsync<string>("Do", "a");
            string b = await context.CallActivityAsync<string>("Do", "b");
            return a + b;
        });
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("ab", end.ReadOutputAs<string>());
        Assert.Equal(["a", "b"], app.Score.Calls);
    }

    [Fact]
    public async Task A_timer_fires_at_its_time()
    {
        await using DurableApp app = await DurableApp.StartAsync();
        await app.BeginAsync(async context =>
        {
            await context.CreateTimer(TimeSpan.FromDays(40), CancellationToken.None);
            return context.CurrentUtcDateTime;
        });
        DateTime begun = app.Clock.GetUtcNow().UtcDateTime;
        await app.Client.WaitForInstanceStartAsync("one", TestContext.Current.CancellationToken).Soon();
        app.Clock.Advance(TimeSpan.FromDays(40) - TimeSpan.FromMinutes(7));
        await app.PassAsync(TimeSpan.FromMinutes(7));
        Assert.Equal(begun.AddDays(40), (await app.EndAsync()).ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task An_await_of_no_durable_task_fails_the_instance()
    {
        await using DurableApp app = await DurableApp.StartAsync();
        OrchestrationMetadata end = await app.RunAsync(async context =>
        {
            await context.CallActivityAsync<string>("Do", "a");
            await Task.Delay(1);
            return null;
        });
        Assert.Equal("The orchestrator 'Play' awaits something that is no durable task, after step #0, an activity's end. Delays are for the context's timers; I/O, Task.Run and ConfigureAwait(false) for activities.", end.SerializedOutput);
    }
}
