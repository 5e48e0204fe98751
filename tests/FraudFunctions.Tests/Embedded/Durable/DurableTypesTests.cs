using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Tests.Embedded.Durable;

/// <summary>The types by themselves.</summary>
public sealed class DurableTypesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_policy_without_more_keeps_its_interval_up_to_an_hour_and_has_no_end()
    {
        var policy = new RetryPolicy(3, Second);
        Assert.Equal((1.0, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan), (policy.BackoffCoefficient, policy.MaxRetryInterval, policy.RetryTimeout));
        Assert.True(policy.Handle(new InvalidOperationException()));
    }

    [Fact]
    public void A_policy_refuses_what_makes_no_sense()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(0, Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, Second, backoffCoefficient: 0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, Second, maxRetryInterval: Second / 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, Second, retryTimeout: Second / 2));
    }

    [Fact]
    public void Names_convert_to_text_and_back_and_mind_no_case()
    {
        TaskName name = nameof(Second);
        string text = name;
        Assert.Equal("Second", text);
        Assert.True(name == "SECOND" && name != "Minute");
        Assert.Equal("", default(TaskName).Name);
    }

    [Fact]
    public void Options_come_from_policies_and_handlers()
    {
        RetryHandler plain = _ => true;
        Assert.NotNull(((TaskRetryOptions)new RetryPolicy(1, Second)).Policy);
        Assert.NotNull(((TaskRetryOptions)plain).Handler);
        SubOrchestrationOptions below = TaskOptions.FromRetryHandler(plain).WithInstanceId("x");
        Assert.True(below is { InstanceId: "x", Retry.Handler: not null });
        Assert.Equal("x", new SubOrchestrationOptions((TaskOptions)below).InstanceId);
    }

    [Fact]
    public void Failures_are_known_by_their_base_types_wherever_these_are_defined()
    {
        TaskFailureDetails failure = TaskFailureDetails.FromException(new CardException("x", new FormatException("y")));
        Assert.True(failure.IsCausedBy<CardException>() && failure.IsCausedBy<IOException>());
        Assert.False(failure.IsCausedBy<FormatException>());
        Assert.True(failure.InnerFailure!.IsCausedBy(typeof(FormatException)));
        Assert.False(new TaskFailureDetails("No.Such.Type", "", null, null, null).IsCausedBy<Exception>());
        Assert.Throws<ArgumentException>(() => failure.IsCausedBy(typeof(string)));
    }

    [Fact]
    public void Completed_is_what_has_ended_and_running_is_running_only()
    {
        Assert.All(Enum.GetValues<OrchestrationRuntimeStatus>(), status =>
        {
            var metadata = new OrchestrationMetadata("a", "b") { RuntimeStatus = status };
            Assert.Equal(status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated, metadata.IsCompleted);
            Assert.Equal(status == OrchestrationRuntimeStatus.Running, metadata.IsRunning);
        });
    }

    [Fact]
    public void Defaults_are_the_real_ones()
    {
        Assert.True(new ContinueAsNewOptions().PreserveUnprocessedEvents);
        Assert.Equal(100, new OrchestrationQuery().PageSize);
        Assert.Empty(new StartOrchestrationOptions().Tags);
        Assert.Equal(["Failed"], new StartOrchestrationOptions().WithDedupeStatuses(OrchestrationRuntimeStatus.Failed).DedupeStatuses!);
    }

    private sealed class CardException(string message, Exception inner) : IOException(message, inner);
}
