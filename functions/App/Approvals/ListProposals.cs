using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Approvals;

/// <summary>GET /v1/approvals?state=pending: proposals of one state, the oldest first, as far as the caller's roles have to do with them.</summary>
public sealed class ListProposals(IDocuments documents, FourEyes fourEyes)
{
    [Function(nameof(ListProposals))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/approvals")] HttpRequest request, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter("state", "operation", "limit", "after") is { } unknown)
            return Problem.Invalid(unknown);
        (int limit, string? after, FieldProblem? problem) = request.Page();
        (ProposalState? state, FieldProblem? wrongState) = request.Choice<ProposalState>("state");
        (GuardedOperation? operation, FieldProblem? wrongOperation) = request.Choice<GuardedOperation>("operation");
        if ((problem ?? wrongState ?? wrongOperation) is { } wrong)
            return Problem.Invalid(wrong);
        Caller caller = context.Caller();
        RangeQuery query = RangeQuery.Prefix(ApprovalDesk.IndexPrefix(state ?? ProposalState.Pending), limit, after: after);
        return Results.Json(await FilteredList.ReadAsync(documents, ApprovalDesk.Container, query, document =>
        {
            Proposal proposal = Proposal.FromJson(document.Body);
            return (operation is null || operation == proposal.Operation) && fourEyes.MaySee(proposal.Operation, caller) ? ProposalView.Of(proposal) : null;
        }, cancellation), Json.Options);
    }
}
