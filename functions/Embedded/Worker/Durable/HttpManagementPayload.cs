using FraudFunctions.Embedded.Durable.Client;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The addresses under which one orchestration is asked about and steered.</summary>
public class HttpManagementPayload
{
    public HttpManagementPayload()
    {
    }

    public string? Id { get; internal init; }
    public string? StatusQueryGetUri { get; internal init; }
    public string? SendEventPostUri { get; internal init; }
    public string? TerminatePostUri { get; internal init; }
    public string? RewindPostUri { get; internal init; }
    public string? PurgeHistoryDeleteUri { get; internal init; }
    public string? RestartPostUri { get; internal init; }
    public string? SuspendPostUri { get; internal init; }
    public string? ResumePostUri { get; internal init; }
}

/// <summary>What the Functions extension adds to the client.</summary>
public static class DurableTaskClientExtensions
{
    public static HttpManagementPayload CreateHttpManagementPayload(this DurableTaskClient client, string instanceId)
    {
        string instance = $"{(client as StoredOrchestrations)?.WebhookAddress}/instances/{Uri.EscapeDataString(instanceId)}";
        return new HttpManagementPayload
        {
            Id = instanceId,
            StatusQueryGetUri = instance,
            SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}",
            TerminatePostUri = $"{instance}/terminate?reason={{{{text}}}}",
            PurgeHistoryDeleteUri = instance,
            RestartPostUri = $"{instance}/restart",
            SuspendPostUri = $"{instance}/suspend?reason={{{{text}}}}",
            ResumePostUri = $"{instance}/resume?reason={{{{text}}}}",
        };
    }
}
