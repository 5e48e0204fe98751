using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>GET /v1/decisions/{id}: one decision with its reasons, which for an approval are worked out now from what was written then.</summary>
public sealed class GetDecision(IDocuments documents, ShowDecision show)
{
    [Function(nameof(GetDecision))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner, Role.Service)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/decisions/{id}")] HttpRequest request, string id, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        if (Decision.Parts(id) is not { } parts)
            return Problem.NotFound($"'{id}' is not the id of a decision, which reads customer~transaction.");
        if (await documents.GetAsync(CustomerBook.Container, DecisionDocument.KeyOf(parts.CustomerId, parts.TransactionId), cancellation) is not { } document)
            return Problem.NotFound($"There is no decision '{id}'.");
        Decision decision = DecisionReader.Read(document.Body);
        return Results.Json(await show.ToAsync(context.Caller(), decision, Receipt.Check(document.Body.Span).Carried, explains: true, cancellation), Json.Options);
    }
}
