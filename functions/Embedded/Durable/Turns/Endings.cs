using FraudFunctions.Embedded.Durable.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Embedded.Durable.Turns;

/// <summary>The ways in which an orchestration ends.</summary>
internal static class Endings
{
    public static InstanceRow Completed(this InstanceRow row, string? output) => row with { Status = OrchestrationRuntimeStatus.Completed, Output = output };

    /// <summary>The output of a failed one is the message as it is, no JSON.</summary>
    public static InstanceRow Failed(this InstanceRow row, TaskFailureDetails failure) =>
        row with { Status = OrchestrationRuntimeStatus.Failed, Output = failure.ErrorMessage, Failure = failure };

    public static InstanceRow Terminated(this InstanceRow row, Happening termination) => row with { Status = OrchestrationRuntimeStatus.Terminated, Output = termination.Text };

    /// <summary>The last line of the history.</summary>
    public static Happening End(this InstanceRow row) => row.Status == OrchestrationRuntimeStatus.Completed
        ? new Happening(What.Completed) { Text = row.Output }
        : new Happening(What.Failed) { Failure = row.Failure };
}
