using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Tests.Embedded.Durable;

public sealed class ReplayedSubOrchestrationTests() : SubOrchestrationTests(inMemory: 0);

public sealed class RememberedSubOrchestrationTests() : SubOrchestrationTests(inMemory: 100);

/// <summary>Orchestrations that call others, and those that begin anew.</summary>
public abstract class SubOrchestrationTests(int inMemory) : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(7);
    private DurableApp app = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await DurableApp.StartAsync(inMemory: inMemory);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task The_result_comes_back_and_the_one_below_knows_its_parent()
    {
        app.Score["Below"] = context => Task.FromResult<object?>($"{context.Parent!.Name} {context.Parent.InstanceId} {context.GetInput<int>()}");
        OrchestrationMetadata end = await app.RunAsync(async context => await context.CallSubOrchestratorAsync<string>("Below", 3));
        Assert.Equal("Play one 3", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Without_a_parent_there_is_none()
    {
        OrchestrationMetadata end = await app.RunAsync(context => Task.FromResult<object?>(context.Parent is null));
        Assert.True(end.ReadOutputAs<bool>());
    }

    [Fact]
    public async Task It_may_be_given_its_id()
    {
        app.Score["Below"] = context => Task.FromResult<object?>(context.InstanceId);
        OrchestrationMetadata end = await app.RunAsync(async context => await context.CallSubOrchestratorAsync<string>("Below", new TaskOptions().WithInstanceId(context.InstanceId + ":sub")));
        Assert.Equal("one:sub", end.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.Client.GetInstanceAsync("one:sub", Cancelled))!.RuntimeStatus);
    }

    [Fact]
    public async Task Its_failure_holds_the_failure_of_the_activity_below()
    {
        app.Score.Activity = _ => throw new InvalidOperationException("deep down");
        app.Score["Below"] = async context => await context.CallActivityAsync<string>("Do", "x");
        OrchestrationMetadata end = await app.RunAsync(async context =>
        {
            try
            {
                return await context.CallSubOrchestratorAsync<string>("Below");
            }
            catch (TaskFailedException failed)
            {
                return new[] { failed.FailureDetails.ErrorType, failed.FailureDetails.InnerFailure!.ErrorType, failed.Message };
            }
        });
        Assert.Equal(
            [
                "Microsoft.DurableTask.TaskFailedException", "System.InvalidOperationException",
                "Task 'Below' (#0) failed with an unhandled exception: Task 'Do' (#0) failed with an unhandled exception: deep down",
            ],
            end.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task It_is_tried_again_under_the_same_id()
    {
        int runs = 0;
        app.Score["Below"] = _ => ++runs < 3 ? throw new TimeoutException() : Task.FromResult<object?>("third");
        await app.BeginAsync(async context => await context.CallSubOrchestratorAsync<string>("Below", null, new SubOrchestrationOptions(new RetryPolicy(3, Pause), "sub")));
        await app.PassAsync(Pause);
        await app.PassAsync(Pause);
        Assert.Equal("third", (await app.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_id_that_is_in_use_fails_the_call()
    {
        app.Score["Below"] = async context => await context.WaitForExternalEvent<int>("never");
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Below", null, new StartOrchestrationOptions("taken"), Cancelled);
        OrchestrationMetadata end = await app.RunAsync(async context => await context.CallSubOrchestratorAsync<string>("Below", null, new SubOrchestrationOptions(instanceId: "taken")));
        Assert.Equal("DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException", end.FailureDetails!.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task Many_run_side_by_side()
    {
        app.Score["Below"] = async context => await context.CallActivityAsync<string>("Do", $"{context.GetInput<int>()}");
        OrchestrationMetadata end = await app.RunAsync(async context =>
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => context.CallSubOrchestratorAsync<string>("Below", i))));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), end.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task A_terminated_one_fails_its_parent()
    {
        app.Score["Below"] = async context => await context.WaitForExternalEvent<int>("never");
        await app.BeginAsync(async context => await context.CallSubOrchestratorAsync<string>("Below", null, new SubOrchestrationOptions(instanceId: "sub")));
        await app.UntilThereAsync("sub");
        await app.Client.TerminateInstanceAsync("sub", "enough", Cancelled);
        Assert.Contains("terminated", (await app.EndAsync()).SerializedOutput);
    }

    [Fact]
    public async Task To_begin_anew_forgets_what_was_returned_and_the_history()
    {
        OrchestrationMetadata end = await app.RunAsync(
            async context =>
            {
                int left = context.GetInput<int>();
                await context.CallActivityAsync("Do", $"{left}");
                if (left == 0) return "done";
                context.ContinueAsNew(left - 1);
                return "ignored";
            },
            input: 3);
        Assert.Equal("done", end.ReadOutputAs<string>());
        Assert.Equal(0, end.ReadInputAs<int>());
        Assert.Equal(["3", "2", "1", "0"], app.Score.Calls);
        Assert.Equal(4, app.HistoryOf("one").Count);
    }

    [Theory]
    [InlineData(true, "1234")]
    [InlineData(false, "124")]
    public async Task Events_that_were_not_asked_for_go_along_if_wanted(bool preserve, string expected)
    {
        await app.BeginAsync(async context =>
        {
            string soFar = context.GetInput<string>()!;
            soFar += await context.WaitForExternalEvent<string>("e");
            if (soFar == "1") await context.WaitForExternalEvent<string>("gate");
            if (soFar.Length == expected.Length) return soFar;
            context.ContinueAsNew(soFar, preserve || soFar != "12");
            return null;
        }, input: "");
        foreach (string payload in new[] { "1", "2", "3" }) await app.Client.RaiseEventAsync("one", "e", payload, Cancelled);
        await app.Client.SuspendInstanceAsync("one", null, Cancelled);
        await app.Client.RaiseEventAsync("one", "gate", "", Cancelled);
        await app.Client.ResumeInstanceAsync("one", null, Cancelled);
        if (!preserve) await app.UntilStatusOfInputAsync("one", "\"12\"");
        await app.Client.RaiseEventAsync("one", "e", "4", Cancelled);
        Assert.Equal(expected, (await app.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_sub_orchestration_that_begins_anew_still_answers_its_parent()
    {
        app.Score["Below"] = context =>
        {
            int left = context.GetInput<int>();
            if (left > 0) context.ContinueAsNew(left - 1);
            return Task.FromResult<object?>(left == 0 ? 42 : -1);
        };
        OrchestrationMetadata end = await app.RunAsync(async context => await context.CallSubOrchestratorAsync<int>("Below", 5));
        Assert.Equal(42, end.ReadOutputAs<int>());
    }

    [Fact]
    public async Task What_a_former_run_left_open_does_not_concern_the_new_one()
    {
        var gate = new ManualResetEventSlim();
        app.Score.Activity = input => input == "slow" && !gate.Wait(Patience.Limit) ? null : input;
        await app.BeginAsync(async context =>
        {
            if (context.GetInput<int>() == 1) return await context.CallActivityAsync<string>("Do", "fresh");
            _ = context.CallActivityAsync<string>("Do", "slow");
            await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
            context.ContinueAsNew(1);
            return null;
        }, input: 0);
        Assert.Equal("fresh", (await app.EndAsync()).ReadOutputAs<string>());
        gate.Set();
    }
}
