using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Drift;

/// <summary>GET /v1/models/drift: how the champion's traffic looks, and the findings, the newest first.</summary>
public sealed class GetDrift(IDocuments documents, DriftBook book)
{
    /// <summary>The newest report, null before the first; and a page of findings.</summary>
    public sealed record View(DriftReport? Report, PageOf<DriftFinding> Findings);

    [Function(nameof(GetDrift))]
    [Allow(Role.ModelOwner, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/models/drift")] HttpRequest request, CancellationToken cancellation)
    {
        if (request.UnknownParameter("limit", "after") is { } unknown)
            return Problem.Invalid(unknown);
        (int limit, string? after, FieldProblem? problem) = request.Page();
        if (problem is not null)
            return Problem.Invalid(problem);
        DocumentPage page = await documents.QueryIndexAsync(MetricsBook.Container, RangeQuery.Prefix(DriftBook.FindingPrefix, limit, descending: true, after), cancellation);
        PageOf<DriftFinding> findings = new([.. page.Documents.Select(DriftBook.Read)], page.Next is not null, Cursor.Encode(page.Next));
        return Results.Json(new View(await book.NewestAsync(cancellation), findings), Json.Options);
    }
}
