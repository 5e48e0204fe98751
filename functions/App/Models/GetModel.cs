using FraudFunctions.App.Platform;
using FraudFunctions.Learning.Governance;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Models;

/// <summary>GET /v1/models/{id}: one model with its card, its gates and its history.</summary>
public sealed class GetModel(ModelRegistry registry, RoleBook roles, ModelFindings findings, IOptions<ModelsOptions> options)
{
    [Function(nameof(GetModel))]
    [Allow(Role.ModelOwner, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/models/{id}")] HttpRequest request, string id, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        if (await registry.GetCardAsync(id, cancellation) is not { } card)
            return Problem.NotFound($"There is no model '{id}'.");
        GateReport? gates = await findings.GetGatesAsync(id, cancellation);
        bool hasDecided = (await roles.DecidedAsync(cancellation)).Contains(id);
        return Results.Json(new ModelView
        {
            Id = id,
            State = ModelLine.StateOf(id, await roles.GetAsync(cancellation), gates?.Passed, hasDecided),
            Owner = options.Value.Owner,
            Card = card,
            Gates = gates,
            Shadow = await findings.GetShadowAsync(id, cancellation),
            History = await roles.HistoryAsync(cancellation, id),
            Reference = await findings.GetReferenceAsync(id, cancellation),
        }, Json.Options);
    }
}
