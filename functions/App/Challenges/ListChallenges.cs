using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Challenges;

/// <summary>GET /v1/customers/{id}/challenges: what a customer was asked, by the ids of the transactions.</summary>
public sealed class ListChallenges(IDocuments documents)
{
    [Function(nameof(ListChallenges))]
    [Allow(Role.Service, Role.Analyst, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers/{id}/challenges")] HttpRequest request, string id, CancellationToken cancellation)
    {
        if (request.UnknownParameter("limit", "after") is { } unknown)
            return Problem.Invalid(unknown);
        (int limit, string? after, FieldProblem? wrong) = request.Page();
        if (wrong is not null)
            return Problem.Invalid(wrong);
        DocumentPage page = await documents.QueryPartitionAsync(ChallengeDocument.Container, id, RangeQuery.Prefix(ChallengeDocument.Prefix, limit, after: after), cancellation);
        return Results.Json(new PageOf<ChallengeView>([.. page.Documents.Select(document => ChallengeView.Of(Challenge.FromJson(document.Body)))], page.Next is not null, Cursor.Encode(page.Next)), Json.Options);
    }
}
