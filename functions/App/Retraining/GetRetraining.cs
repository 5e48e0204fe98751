using FraudFunctions.App.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Retraining;

/// <summary>GET /v1/models/retraining: how far the newest retraining has come, or how it ended.</summary>
public sealed class GetRetraining(RetrainingRuns runs)
{
    [Function(nameof(GetRetraining))]
    [Allow(Role.ModelOwner, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/models/retraining")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        return await runs.NewestAsync(cancellation) is { } run
            ? Results.Json(RetrainingView.Of(run, await client.GetInstanceAsync(run.InstanceId, getInputsAndOutputs: true, cancellation)), Json.Options)
            : Problem.NotFound("Nothing has been retrained yet.");
    }
}

/// <summary>A retraining as callers see it.</summary>
public sealed record RetrainingView(string Instance, string StartedBy, DateTimeOffset StartedAt, OrchestrationRuntimeStatus Status, string? Step, Retrained? Ended, string? Fault)
{
    internal static RetrainingView Of(RetrainingRun run, OrchestrationMetadata? instance) => new(
        run.InstanceId, run.StartedBy, run.StartedAt,
        instance?.RuntimeStatus ?? OrchestrationRuntimeStatus.Pending,
        instance is { IsCompleted: false } ? instance.ReadCustomStatusAs<string>() : null,
        instance is { RuntimeStatus: OrchestrationRuntimeStatus.Completed } ? instance.ReadOutputAs<Retrained>() : null,
        instance?.FailureDetails?.ErrorMessage);
}
