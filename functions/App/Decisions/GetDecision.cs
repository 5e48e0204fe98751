using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Reasons;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>GET /v1/decisions/{id}: one decision with its reasons, which for an approval are worked out now from what was written then.</summary>
public sealed class GetDecision(IDocuments documents, BasisArchive archive)
{
    [Function(nameof(GetDecision))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner, Role.Service)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/decisions/{id}")] HttpRequest request, string id, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        if (Decision.Parts(id) is not { } parts)
            return Problem.NotFound($"'{id}' is not the id of a decision, which reads customer~transaction.");
        if (await documents.GetAsync(CustomerBook.Container, DecisionDocument.KeyOf(parts.CustomerId, parts.TransactionId), cancellation) is not { } document)
            return Problem.NotFound($"There is no decision '{id}'.");
        Decision decision = DecisionReader.Read(document.Body);
        IReadOnlyList<Reason> reasons = decision.Assessment.Reasons;
        // An approval of an earlier release, on other features, keeps its receipt; why it was one can only be worked out there.
        if (decision.Assessment.Outcome == Outcome.Approve && BasisArchive.Speaks(decision.Versions))
            reasons = Rederive.Explained(decision, await archive.GetAsync(decision.Versions, cancellation)).Reasons;
        return Results.Json(DecisionView.Of(decision, Receipt.Check(document.Body.Span).Carried, reasons), Json.Options);
    }
}
