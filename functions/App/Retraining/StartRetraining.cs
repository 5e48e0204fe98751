using FraudFunctions.App.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Retraining;

/// <summary>Every night: retrains, unless the last retraining still runs.</summary>
public sealed class RetrainNightly(RetrainingRuns runs)
{
    [Function(nameof(RetrainNightly))]
    public Task Run([TimerTrigger("0 30 2 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => runs.StartAsync(client, nameof(RetrainNightly), cancellation);
}

/// <summary>POST /v1/models/retraining: retrains now.</summary>
public sealed class StartRetraining(RetrainingRuns runs)
{
    [Function(nameof(StartRetraining))]
    [Allow(Role.ModelOwner)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/models/retraining")] HttpRequest request, FunctionContext context, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        (RetrainingRun run, bool isNew) = await runs.StartAsync(client, context.Caller().Name, cancellation);
        if (!isNew)
            return Problem.Conflict("already-running", $"'{run.InstanceId}' runs since {run.StartedAt:O}.");
        request.HttpContext.Response.Headers.Location = "/v1/models/retraining";
        return Results.Json(RetrainingView.Of(run, null), Json.Options, statusCode: StatusCodes.Status202Accepted);
    }
}

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
