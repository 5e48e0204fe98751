using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Models;

/// <summary>POST /v1/models/{id}/shadow: scores a model beside the champion from now on. It decides nothing.</summary>
public sealed class ShadowModel(ModelRegistry registry, RoleBook roles, ModelFindings findings)
{
    [Function(nameof(ShadowModel))]
    [Allow(Role.ModelOwner)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/models/{id}/shadow")] HttpRequest request, string id, FunctionContext context, CancellationToken cancellation)
    {
        (RoleRequest? asked, IResult? wrong) = await request.ReadReasonAsync(cancellation);
        if (asked is null)
            return wrong!;
        if (await registry.GetCardAsync(id, cancellation) is not { } card)
            return Problem.NotFound($"There is no model '{id}'.");
        // One that was never held against the gates may be looked at; one that has failed them has been.
        if (PromoteModel.Refuse(id, card, await findings.GetGatesAsync(id, cancellation)) is { Code: not "not-gated" } refused)
            return Problem.Conflict(refused.Code, $"'{id}' {refused.Message}.");
        FieldProblem? impossible = await roles.StartShadowAsync(id, null, new Act(context.Caller().Name, "start-shadow", Reason: asked.Reason), cancellation);
        return impossible is null ? Results.Json(await roles.GetAsync(cancellation), Json.Options) : Problem.Conflict(impossible.Code, impossible.Message + ".");
    }
}
