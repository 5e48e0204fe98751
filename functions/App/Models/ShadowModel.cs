using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Models;

/// <summary>Why somebody changes which model has which role.</summary>
public sealed record RoleRequest(string? Reason);

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

/// <summary>
/// POST /v1/models/rollback: gives the decision back to the champion before, at once. One person may always do that: it is what decided before.
/// </summary>
public sealed class RollBackModel(RoleBook roles)
{
    [Function(nameof(RollBackModel))]
    [Allow(Role.ModelOwner, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/models/rollback")] HttpRequest request, FunctionContext context, CancellationToken cancellation)
    {
        (RoleRequest? asked, IResult? wrong) = await request.ReadReasonAsync(cancellation);
        if (asked is null)
            return wrong!;
        FieldProblem? impossible = await roles.RollBackAsync(null, null, new Act(context.Caller().Name, "roll-back", Reason: asked.Reason), cancellation);
        return impossible is null ? Results.Json(await roles.GetAsync(cancellation), Json.Options) : Problem.Conflict(impossible.Code, $"The {impossible.Field} {impossible.Message}.");
    }
}

/// <summary>What changes of roles ask of their request.</summary>
internal static class RoleRequests
{
    private const int LongestReason = 2_000;

    public static async Task<(RoleRequest? Asked, IResult? Wrong)> ReadReasonAsync(this HttpRequest request, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return (null, Problem.Invalid(unknown));
        (RoleRequest? asked, FieldProblem? unreadable) = await request.ReadJsonAsync<RoleRequest>(cancellation);
        if (asked is null)
            return (null, Problem.Invalid(unreadable!));
        return asked.Reason is { Length: <= LongestReason } reason && !string.IsNullOrWhiteSpace(reason)
            ? (asked, null)
            : (null, Problem.Invalid("missing", "reason", $"must say why, in up to {LongestReason} characters"));
    }
}
