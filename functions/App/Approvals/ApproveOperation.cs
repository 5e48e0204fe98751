using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Approvals;

/// <summary>POST /v1/approvals/{id}/approve: a second person agrees, and what was proposed is done.</summary>
public sealed class ApproveOperation(ApprovalDesk desk, FourEyes fourEyes)
{
    [Function(nameof(ApproveOperation))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/approvals/{id}/approve")] HttpRequest request, string id, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        Caller checker = context.Caller();
        for (; ; )
        {
            if (await desk.GetAsync(id, cancellation) is not { } filed)
                return Problem.NotFound($"There is no proposal '{id}'.");
            if (fourEyes.RefuseChecker(filed.Proposal.Operation, filed.Proposal.Maker, checker, filed.Proposal.OnBehalfOf) is { } refused)
                return refused.ToResult();
            if (filed.Proposal.State == ProposalState.Pending)
            {
                if (await desk.StepAsync(filed, ProposalState.Approved, checker, null, cancellation) is not { } approved)
                    continue;
                filed = approved;
            }
            else if (!HasApproved(filed.Proposal, checker.Name))
                return Problem.Conflict("already-decided", $"'{id}' is {Choices<ProposalState>.NameOf(filed.Proposal.State)}.");
            // From here on it is agreed, and whether the caller still listens does not matter.
            if (filed.Proposal.State == ProposalState.Approved)
                filed = await desk.ApplyAsync(filed, checker.Name, CancellationToken.None);
            return ProposalView.Answer(request, filed);
        }
    }

    /// <summary>A checker who repeats an approval hears what has become of it.</summary>
    internal static bool HasApproved(Proposal proposal, string checker)
        => proposal.State is ProposalState.Approved or ProposalState.Applied or ProposalState.Failed && string.Equals(proposal.Checker, checker, StringComparison.OrdinalIgnoreCase);
}
