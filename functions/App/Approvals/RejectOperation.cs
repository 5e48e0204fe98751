using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Approvals;

/// <summary>POST /v1/approvals/{id}/reject: a second person does not agree, and says why.</summary>
public sealed class RejectOperation(ApprovalDesk desk, FourEyes fourEyes)
{
    private const int LongestReason = 2_000;

    /// <summary>The body.</summary>
    public sealed record Rejection(string? Reason);

    [Function(nameof(RejectOperation))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/approvals/{id}/reject")] HttpRequest request, string id, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        (Rejection? rejection, FieldProblem? unreadable) = await request.ReadJsonAsync<Rejection>(cancellation);
        if (rejection is null)
            return Problem.Invalid(unreadable!);
        if (string.IsNullOrWhiteSpace(rejection.Reason) || rejection.Reason.Length > LongestReason)
            return Problem.Invalid("missing", "reason", $"must say why, in at most {LongestReason} characters");
        Caller checker = context.Caller();
        for (; ; )
        {
            if (await desk.GetAsync(id, cancellation) is not { } filed)
                return Problem.NotFound($"There is no proposal '{id}'.");
            if (fourEyes.RefuseChecker(filed.Proposal.Operation, filed.Proposal.Maker, checker) is { } refused)
                return refused.ToResult();
            if (filed.Proposal is { State: ProposalState.Rejected } && filed.Proposal.Checker == checker.Name)
                return ProposalView.Answer(request, filed);
            if (filed.Proposal.State != ProposalState.Pending)
                return Problem.Conflict("already-decided", $"'{id}' is {Choices<ProposalState>.NameOf(filed.Proposal.State)}.");
            if (await desk.StepAsync(filed, ProposalState.Rejected, checker, rejection.Reason, cancellation) is { } rejected)
                return ProposalView.Answer(request, rejected);
        }
    }
}
