using FraudFunctions.App.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Models;

/// <summary>DELETE /v1/models/{id}/shadow: takes a model out of the shadow.</summary>
public sealed class StopShadow(ModelRegistry registry, RoleBook roles)
{
    [Function(nameof(StopShadow))]
    [Allow(Role.ModelOwner, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/models/{id}/shadow")] HttpRequest request, string id, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        if (await registry.GetCardAsync(id, cancellation) is null)
            return Problem.NotFound($"There is no model '{id}'.");
        await roles.StopShadowAsync(id, new Act(context.Caller().Name, "stop-shadow"), cancellation);
        return Results.Json(await roles.GetAsync(cancellation), Json.Options);
    }
}
