using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Governance;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Models;

/// <summary>GET /v1/models: the inventory of models.</summary>
public sealed class ListModels(IDocuments documents, RoleBook roles, ModelFindings findings)
{
    [Function(nameof(ListModels))]
    [Allow(Role.ModelOwner, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/models")] HttpRequest request, CancellationToken cancellation)
    {
        if (request.UnknownParameter("limit", "after") is { } unknown)
            return Problem.Invalid(unknown);
        (int limit, string? after, FieldProblem? problem) = request.Page();
        if (problem is not null)
            return Problem.Invalid(problem);
        DocumentPage page = await documents.QueryIndexAsync(ModelRegistry.Container, RangeQuery.Prefix(ModelRegistry.CardIndex, limit, after: after), cancellation);
        ModelRoles now = await roles.GetAsync(cancellation);
        IReadOnlySet<string> decided = await roles.DecidedAsync(cancellation);
        ModelCard[] cards = [.. page.Documents.Select(ModelRegistry.CardOf)];
        IReadOnlyList<GateReport?> gates = await findings.GetGatesAsync([.. cards.Select(card => card.Id)], cancellation);
        ModelLine[] lines = [.. cards.Zip(gates, (card, report) => ModelLine.Of(card, now, report, decided.Contains(card.Id)))];
        return Results.Json(new PageOf<ModelLine>(lines, page.Next is not null, Cursor.Encode(page.Next)), Json.Options);
    }
}

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
