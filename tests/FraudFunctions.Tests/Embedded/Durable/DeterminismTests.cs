using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Tests.Embedded.Durable;

/// <summary>An orchestrator is run again from its history, and must come out the same; where it cannot, the instance fails and says where.</summary>
public sealed class DeterminismTests : IAsyncLifetime
{
    private const string Remedy = "Delays are for the context's timers; I/O, Task.Run and ConfigureAwait(false) for activities.";
    private DurableApp app = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await DurableApp.StartAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    public static TheoryData<string, Func<TaskOrchestrationContext, Task>> Illegal => new()
    {
        { "Task.Delay", _ => Task.Delay(1) },
        { "Task.Run", _ => Task.Run(() => 1) },
        { "a completion from elsewhere", _ => new TaskCompletionSource().Task },
        { "ConfigureAwait(false)", async context => await Task.Delay(1).ConfigureAwait(false) },
    };

    [Theory]
    [MemberData(nameof(Illegal), DisableDiscoveryEnumeration = true)]
    public async Task An_await_of_no_durable_task_fails_the_instance_and_names_the_place(string what, Func<TaskOrchestrationContext, Task> illegal)
    {
        OrchestrationMetadata end = await app.RunAsync(async context =>
        {
            await context.CallActivityAsync("Do", what);
            await illegal(context);
            return null;
        });
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal($"The orchestrator 'Play' awaits something that is no durable task, after step #0, an activity's end. {Remedy}", end.SerializedOutput);
    }

    [Fact]
    public async Task It_is_found_out_even_beside_a_durable_task()
    {
        await app.BeginAsync(async context =>
        {
            Task never = context.WaitForExternalEvent<int>("never");
            await Task.WhenAny(never, Task.Delay(1));
            return await context.CallActivityAsync<string>("Do", "too late");
        });
        Assert.StartsWith("The orchestrator 'Play' awaits something that is no durable task, at its beginning.", (await app.EndAsync()).SerializedOutput);
        Assert.Empty(app.Score.Calls);
    }

    [Theory]
    [InlineData("activity", "it was step #1, the activity 'Do', and now is step #1, the activity 'Other'")]
    [InlineData("kind", "it was step #1, the activity 'Do', and now is step #1, a timer")]
    [InlineData("less", "it was step #1, the activity 'Do', and now there is nothing")]
    [InlineData("more", "now there is step #2, the activity 'Do', and it was nothing")]
    [InlineData("end", "now it ends after step #1, the activity 'Do'")]
    public async Task Changed_code_fails_the_instance_and_names_the_step(string change, string difference)
    {
        bool changed = false;
        await app.BeginAsync(async context =>
        {
            await context.CallActivityAsync("Do", "a");
            if (!changed)
            {
                Task running = context.CallActivityAsync("Do", "b");
                await context.WaitForExternalEvent<int>("go");
                await running;
                return null;
            }

            switch (change)
            {
                case "activity": await context.CallActivityAsync("Other", "b"); break;
                case "kind": await context.CreateTimer(TimeSpan.Zero, CancellationToken.None); break;
                case "less": await context.WaitForExternalEvent<int>("go"); break;
                case "more": await Task.WhenAll(context.CallActivityAsync("Do", "b"), context.CallActivityAsync("Do", "c")); break;
                case "end": _ = context.CallActivityAsync("Do", "b"); break;
            }

            return null;
        });
        await Patience.UntilAsync(() => app.HistoryOf("one").Count(line => line == "ActivityCompleted") == 2);
        changed = true;
        await app.Client.RaiseEventAsync("one", "go", 1, Cancelled);
        OrchestrationMetadata end = await app.EndAsync();
        Assert.Equal("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", end.FailureDetails!.ErrorType);
        Assert.StartsWith($"The orchestrator 'Play' does not do what its history says: {difference}.", end.SerializedOutput);
    }

    [Fact]
    public async Task Guids_are_of_version_5_all_different_and_the_same_at_each_replay()
    {
        List<Guid> first = [];
        OrchestrationMetadata end = await app.RunAsync(async context =>
        {
            Guid[] guids = [context.NewGuid(), context.NewGuid()];
            if (!context.IsReplaying) first.AddRange(guids);
            await context.CallActivityAsync("Do", "a");
            return guids.Append(context.NewGuid());
        });
        Guid[] all = end.ReadOutputAs<Guid[]>()!;
        Assert.Equal(first, all.Take(2));
        Assert.Equal(3, all.Distinct().Count());
        Assert.All(all, guid => Assert.Equal(5, guid.Version));
    }

    [Fact]
    public async Task The_context_says_what_is_replay_and_its_loggers_keep_quiet_then()
    {
        int runs = 0, live = 0;
        await app.RunAsync(async context =>
        {
            runs++;
            ILogger log = context.CreateReplaySafeLogger("story");
            log.LogInformation("before");
            if (!context.IsReplaying) live++;
            await context.CallActivityAsync("Do", "a");
            log.LogInformation("after");
            return null;
        });
        Assert.Equal((2, 1), (runs, live));
        Assert.Equal(["before", "after"], app.Logged.Where(line => line is "before" or "after"));
    }

    [Fact]
    public async Task Its_code_runs_on_one_thread_at_a_time_and_its_exceptions_are_its_own()
    {
        OrchestrationMetadata end = await app.RunAsync(async context =>
        {
            await context.CallActivityAsync("Do", "a");
            throw new ArgumentException("mine");
        });
        Assert.Equal(("System.ArgumentException", "mine"), (end.FailureDetails!.ErrorType, end.SerializedOutput));
    }

    [Fact]
    public async Task Wrong_arguments_fail_where_they_are_given()
    {
        OrchestrationMetadata end = await app.RunAsync(async context => await context.CallActivityAsync<string>("", "a"));
        Assert.Equal("System.ArgumentException", end.FailureDetails!.ErrorType);
    }
}
