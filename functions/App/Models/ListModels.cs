using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Governance;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

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
