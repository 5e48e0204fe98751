using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// GET /v1/decisions/{id}/reasons?audience=: why it was decided so, told to an analyst, an auditor, the customer, or in a notice of adverse action.
/// Worked out from what was written then, with the versions that it names.
/// </summary>
public sealed class ExplainDecision(IDocuments documents, BasisArchive archive)
{
    /// <summary>The reasons; with what they add up to and rest on for those who may know it.</summary>
    public sealed record View(string DecisionId, Audience Audience, Outcome Outcome, IReadOnlyList<ToldReason> Reasons, ReasonSum? Sum = null, Scores? Scores = null, DecisionVersions? Versions = null);

    [Function(nameof(ExplainDecision))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner, Role.Service)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/decisions/{id}/reasons")] HttpRequest request, string id, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter("audience") is { } unknown)
            return Problem.Invalid(unknown);
        (Audience? asked, FieldProblem? wrong) = request.Choice<Audience>("audience");
        if (wrong is not null)
            return Problem.Invalid(wrong);
        Audience audience = asked ?? Audience.Analyst;
        if (Refuse(audience, context.Caller()) is { } refused)
            return refused;
        if (Decision.Parts(id) is not { } parts)
            return Problem.NotFound($"'{id}' is not the id of a decision, which reads customer~transaction.");
        if (await documents.GetAsync(CustomerBook.Container, DecisionDocument.KeyOf(parts.CustomerId, parts.TransactionId), cancellation) is not { } document)
            return Problem.NotFound($"There is no decision '{id}'.");
        Decision decision = DecisionReader.Read(document.Body);
        if (!BasisArchive.Speaks(decision.Versions))
            return Problem.Conflict("other-release", "The decision was made on other features than this release computes; its reasons are those it was written with.");
        DecisionBasis basis = await archive.GetAsync(decision.Versions, cancellation);
        (IReadOnlyList<Reason> reasons, ReasonSum? sum) = CompileReasons.InFull(decision, basis);
        // Nobody outside has to be told why they were let go on.
        bool nothingToTell = decision.Assessment.Outcome == Outcome.Approve && audience is (Audience.Customer or Audience.AdverseAction);
        View view = new(decision.Id, audience, decision.Assessment.Outcome, nothingToTell ? [] : TellReasons.To(audience, reasons, basis.Rules.Of(decision.Assessment.RuleHits)));
        return Results.Json(audience switch
        {
            Audience.Auditor => view with { Sum = sum, Scores = decision.Assessment.Scores, Versions = decision.Versions },
            Audience.Analyst or Audience.Customer or Audience.AdverseAction => view,
        }, Json.Options);
    }

    /// <summary>A system that talks to customers hears what customers may hear; all there is, only who answers for the model or audits.</summary>
    private static IResult? Refuse(Audience audience, Caller caller)
    {
        Role[] needed = audience switch
        {
            Audience.Auditor => [Role.Supervisor, Role.Compliance, Role.ModelOwner],
            Audience.Analyst => [Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner],
            Audience.Customer or Audience.AdverseAction => [Role.Analyst, Role.Supervisor, Role.Compliance, Role.Service],
        };
        return caller.Roles.Any(needed.Contains) ? null : Problem.Forbidden("forbidden", $"What is told to {Choices<Audience>.NameOf(audience)} takes one of the roles {string.Join(", ", needed.Select(Choices<Role>.NameOf))}.").ToResult();
    }
}
