using FraudFunctions.App.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Approvals;

/// <summary>GET /v1/approvals/{id}: one proposal with its history.</summary>
public sealed class GetProposal(ApprovalDesk desk, FourEyes fourEyes)
{
    [Function(nameof(GetProposal))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/approvals/{id}")] HttpRequest request, string id, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        return await desk.GetAsync(id, cancellation) is { } filed && fourEyes.MaySee(filed.Proposal.Operation, context.Caller())
            ? ProposalView.Answer(request, filed, history: await desk.HistoryAsync(id, cancellation))
            : Problem.NotFound($"There is no proposal '{id}'.");
    }
}
