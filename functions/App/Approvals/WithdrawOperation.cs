using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Approvals;

/// <summary>POST /v1/approvals/{id}/withdraw: the maker takes a proposal back.</summary>
public sealed class WithdrawOperation(ApprovalDesk desk)
{
    [Function(nameof(WithdrawOperation))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/approvals/{id}/withdraw")] HttpRequest request, string id, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        Caller caller = context.Caller();
        for (; ; )
        {
            if (await desk.GetAsync(id, cancellation) is not { } filed)
                return Problem.NotFound($"There is no proposal '{id}'.");
            if (!string.Equals(filed.Proposal.Maker, caller.Name, StringComparison.OrdinalIgnoreCase))
                return Problem.Forbidden("forbidden", "Only who proposed it may take it back; others may reject it.").ToResult();
            if (filed.Proposal.State == ProposalState.Withdrawn)
                return ProposalView.Answer(request, filed);
            if (filed.Proposal.State != ProposalState.Pending)
                return Problem.Conflict("already-decided", $"'{id}' is {Choices<ProposalState>.NameOf(filed.Proposal.State)}.");
            if (await desk.StepAsync(filed, ProposalState.Withdrawn, caller, null, cancellation) is { } withdrawn)
                return ProposalView.Answer(request, withdrawn);
        }
    }
}
