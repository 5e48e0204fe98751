using FraudFunctions.Embedded.Durable.Turns;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Tests.Embedded.Durable;

public sealed class ReplayedActivityTests() : ActivityTests(inMemory: 0);

public sealed class RememberedActivityTests() : ActivityTests(inMemory: 100);

/// <summary>Calls of activities, their failures and their retries.</summary>
public abstract class ActivityTests(int inMemory) : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(7);
    private DurableApp app = null!;

    public async ValueTask InitializeAsync() => app = await DurableApp.StartAsync(inMemory: inMemory);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task They_run_in_turn_and_what_the_orchestrator_returns_is_the_output()
    {
        OrchestrationMetadata end = await app.RunAsync(async context =>
            await context.CallActivityAsync<string>("Do", "a") + await context.CallActivityAsync<string>("Do", "b"));
        Assert.Equal((OrchestrationRuntimeStatus.Completed, "ab"), (end.RuntimeStatus, end.ReadOutputAs<string>()));
        Assert.Equal(["a", "b"], app.Score.Calls);
    }

    [Fact]
    public async Task Many_run_side_by_side_and_come_back_in_the_order_of_their_calls()
    {
        OrchestrationMetadata end = await app.RunAsync(async context =>
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => context.CallActivityAsync<string>("Do", $"{i}"))));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), end.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task An_activity_that_fails_sixty_times_is_repeated_until_it_is_done()
    {
        int calls = 0;
        app.Score.Activity = _ => ++calls <= 60 ? throw new IOException("The store went away.") : "done";
        var endless = new TaskOptions(new TaskRetryOptions(new RetryPolicy(int.MaxValue, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(10))));
        Task<OrchestrationMetadata> run = app.RunAsync(async context => await context.CallActivityAsync<string>("Do", "x", endless));
        for (int wait = 0; !run.IsCompleted && wait < 6_000; wait++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(10));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.True(run.IsCompleted, $"{calls} calls were made, and the orchestration goes on.");
        Assert.Equal(("done", 61), ((await run).ReadOutputAs<string>(), calls));
    }

    [Fact]
    public async Task Their_names_are_found_in_any_case()
    {
        OrchestrationMetadata end = await app.RunAsync(async context => await context.CallActivityAsync<string>("dO", "a"));
        Assert.Equal("a", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_failure_names_the_task_its_number_and_the_exceptions_full_type()
    {
        app.Score.Activity = _ => throw new ArgumentNullException("card", new TimeoutException("beneath"));
        OrchestrationMetadata end = await app.RunAsync(async context =>
        {
            try
            {
                await context.CallActivityAsync("Do", "x");
                return null;
            }
            catch (TaskFailedException failed)
            {
                TaskFailureDetails details = failed.FailureDetails;
                return new[]
                {
                    failed.Message, failed.TaskName, $"{failed.TaskId}", details.ErrorType, details.InnerFailure!.ErrorType,
                    $"{details.IsCausedBy<ArgumentException>()} {details.IsCausedBy<Exception>()} {details.IsCausedBy<TimeoutException>()}",
                };
            }
        });
        Assert.Equal(
            ["Task 'Do' (#0) failed with an unhandled exception: card", "Do", "0", "System.ArgumentNullException", "System.TimeoutException", "True True False"],
            end.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task An_unhandled_failure_fails_the_orchestration_with_plain_text_as_its_output()
    {
        app.Score.Activity = _ => throw new InvalidOperationException("no funds");
        OrchestrationMetadata end = await app.RunAsync(async context => await context.CallActivityAsync<string>("Do", "x"));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("Task 'Do' (#0) failed with an unhandled exception: no funds", end.SerializedOutput);
        Assert.Throws<System.Text.Json.JsonException>(() => end.ReadOutputAs<string>());
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", end.FailureDetails!.ErrorType);
        Assert.Equal("System.InvalidOperationException", end.FailureDetails.InnerFailure!.ErrorType);
        Assert.Null((await app.Client.GetInstanceAsync("one", TestContext.Current.CancellationToken))!.FailureDetails);
    }

    [Fact]
    public async Task An_activity_that_is_not_there_fails_like_one_that_throws()
    {
        OrchestrationMetadata end = await app.RunAsync(async context => await context.CallActivityAsync<string>("Nowhere", "x"));
        Assert.Equal("Task 'Nowhere' (#0) failed with an unhandled exception: There is no activity 'Nowhere'.", end.SerializedOutput);
    }

    [Fact]
    public async Task An_input_of_the_wrong_shape_is_an_InvalidOperationException_over_the_serializers_own()
    {
        OrchestrationMetadata end = await app.RunAsync(async context => await context.CallActivityAsync<string>("Do", new { A = 1 }));
        Assert.Equal("System.InvalidOperationException", end.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal("System.Text.Json.JsonException", end.FailureDetails.InnerFailure.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task A_policy_counts_the_first_attempt_and_waits_longer_each_time_up_to_its_limit()
    {
        app.Score.Activity = _ => throw new TimeoutException("late");
        var policy = new RetryPolicy(4, Pause, backoffCoefficient: 2, maxRetryInterval: 3 * Pause);
        await app.BeginAsync(async context => await context.CallActivityAsync<string>("Do", "x", TaskOptions.FromRetryPolicy(policy)));
        await app.PassAsync(Pause);
        await app.PassAsync(2 * Pause);
        await app.PassAsync(3 * Pause);
        // Each attempt and each wait is a step of its own.
        Assert.Equal("Task 'Do' (#6) failed with an unhandled exception: late", (await app.EndAsync()).SerializedOutput);
        Assert.Equal(4, app.Score.Calls.Count);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(11, 512)]
    [InlineData(12, 600)]
    [InlineData(65, 600)]
    [InlineData(1_100, 600)]
    [InlineData(int.MaxValue, 600)]
    public void No_attempt_is_too_late_to_know_its_interval(int attempt, int seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), Retries.Before(new RetryPolicy(int.MaxValue, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(10)), attempt));

    [Fact]
    public async Task A_policy_ends_with_the_first_success()
    {
        int calls = 0;
        app.Score.Activity = _ => ++calls < 3 ? throw new TimeoutException() : "at last";
        await app.BeginAsync(async context => await context.CallActivityAsync<string>("Do", "x", new TaskOptions(new RetryPolicy(9, Pause))));
        await app.PassAsync(Pause);
        await app.PassAsync(Pause);
        Assert.Equal("at last", (await app.EndAsync()).ReadOutputAs<string>());
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task A_policy_gives_up_when_its_time_is_over()
    {
        app.Score.Activity = _ => throw new TimeoutException("late");
        var policy = new RetryPolicy(100, Pause, retryTimeout: 2 * Pause);
        await app.BeginAsync(async context => await context.CallActivityAsync<string>("Do", "x", TaskOptions.FromRetryPolicy(policy)));
        await app.PassAsync(Pause);
        await app.PassAsync(Pause);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await app.EndAsync()).RuntimeStatus);
        Assert.Equal(3, app.Score.Calls.Count);
    }

    [Fact]
    public async Task A_policys_predicate_says_which_failures_are_worth_it()
    {
        app.Score.Activity = _ => throw new NotSupportedException("never");
        var policy = new RetryPolicy(5, Pause) { HandleFailure = failure => !failure.IsCausedBy<NotSupportedException>() };
        await app.RunAsync(async context => await context.CallActivityAsync<string>("Do", "x", TaskOptions.FromRetryPolicy(policy)));
        Assert.Single(app.Score.Calls);
    }

    [Fact]
    public async Task A_handler_is_told_the_attempt_from_1_and_tries_again_at_once()
    {
        app.Score.Activity = _ => throw new TimeoutException("late");
        List<string> told = [];
        OrchestrationMetadata end = await app.RunAsync(async context => await context.CallActivityAsync<string>("Do", "x", TaskOptions.FromRetryHandler(retry =>
        {
            if (!retry.OrchestrationContext.IsReplaying) told.Add($"{retry.LastAttemptNumber} {retry.LastFailure.ErrorType}");
            return retry.LastAttemptNumber < 3;
        })));
        Assert.Equal(["1 System.TimeoutException", "2 System.TimeoutException", "3 System.TimeoutException"], told);
        Assert.Equal("Task 'Do' (#2) failed with an unhandled exception: late", end.SerializedOutput);
    }

    [Fact]
    public async Task A_handler_may_wait_on_a_durable_timer()
    {
        app.Score.Activity = _ => throw new TimeoutException("late");
        await app.BeginAsync(async context => await context.CallActivityAsync<string>("Do", "x", TaskOptions.FromRetryHandler(async retry =>
        {
            await retry.OrchestrationContext.CreateTimer(Pause, retry.CancellationToken);
            return retry.TotalRetryTime < Pause;
        })));
        await app.PassAsync(Pause);
        await app.PassAsync(Pause);
        Assert.Equal("Task 'Do' (#2) failed with an unhandled exception: late", (await app.EndAsync()).SerializedOutput);
    }

    [Fact]
    public async Task The_overload_with_options_alone_passes_no_input()
    {
        OrchestrationMetadata end = await app.RunAsync(async context => await context.CallActivityAsync<string>("Do", new TaskOptions(new RetryPolicy(1, Pause))) ?? "nothing");
        Assert.Equal("nothing", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Continuations_and_WhenAny_are_the_orchestrators_own_code()
    {
        OrchestrationMetadata end = await app.RunAsync(async context =>
        {
            Task<string> first = context.CallActivityAsync<string>("Do", "a").ContinueWith(done => done.GetAwaiter().GetResult() + "!", TaskContinuationOptions.OnlyOnRanToCompletion);
            Task<string> never = context.WaitForExternalEvent<string>("never");
            await Task.Yield();
            return await await Task.WhenAny(first, never);
        });
        Assert.Equal("a!", end.ReadOutputAs<string>());
    }
}
