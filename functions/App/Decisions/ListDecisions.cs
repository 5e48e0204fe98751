using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>GET /v1/customers/{id}/decisions: a customer's decisions, the newest first.</summary>
public sealed class ListDecisions(IDocuments documents, ShowDecision show)
{
    [Function(nameof(ListDecisions))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner, Role.Service)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers/{id}/decisions")] HttpRequest request, string id, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter("limit", "after") is { } unknown)
            return Problem.Invalid(unknown);
        (int limit, string? after, var problem) = request.Page();
        if (problem is not null)
            return Problem.Invalid(problem);
        RangeQuery query = RangeQuery.Prefix(DecisionDocument.IndexPrefix(id), limit, descending: true, after);
        DocumentPage page = await documents.QueryIndexAsync(CustomerBook.Container, query, cancellation);
        List<DecisionView> decisions = [];
        foreach (Document document in page.Documents)
            decisions.Add(await show.ToAsync(context.Caller(), DecisionReader.Read(document.Body), Receipt.Check(document.Body.Span).Carried, explains: false, cancellation));
        return Results.Json(new PageOf<DecisionView>(decisions, page.Next is not null, Cursor.Encode(page.Next)), Json.Options);
    }
}
