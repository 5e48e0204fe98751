using FraudFunctions.App.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Retraining;

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
