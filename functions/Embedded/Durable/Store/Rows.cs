using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Embedded.Durable.Store;

/// <summary>An orchestration without its history. An id may be used again; the key never is.</summary>
internal sealed record InstanceRow
{
    public required long Key { get; init; }
    public required string Id { get; init; }
    public required string Name { get; init; }
    public OrchestrationRuntimeStatus Status { get; init; } = OrchestrationRuntimeStatus.Pending;

    /// <summary>How often it has begun anew: what belongs to an earlier run does not concern the present one.</summary>
    public int Execution { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required DateTimeOffset Updated { get; init; }
    public DateTimeOffset? StartAt { get; init; }
    public string? Input { get; init; }
    public string? Output { get; init; }
    public TaskFailureDetails? Failure { get; init; }
    public string? CustomStatus { get; init; }
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
    public ParentStep? Parent { get; init; }

    public bool IsFinished => IsFinal(Status);

    public static bool IsFinal(OrchestrationRuntimeStatus status) =>
        status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated or OrchestrationRuntimeStatus.Canceled;
}

/// <summary>
/// Something for an instance. With an inbox number it is in the database until it is taken; without one it stands for a
/// row that is there anyway: an activity that ran, a timer that is due, a start. With a key it is for that run only.
/// </summary>
internal sealed record Message(string Instance, Happening Happening)
{
    public long Inbox { get; init; }
    public long Key { get; init; }
    public int Execution { get; init; }
}

/// <summary>An activity to be run.</summary>
internal sealed record ActivityRow(long Key, int Execution, string Instance, int Step, string Name, string? Input);

/// <summary>A time at which an instance has something to do; without a step it starts.</summary>
internal sealed record TimerRow(DateTime Due, long Key, int Execution, string Instance, int Step)
{
    public const int Start = -1;
}
