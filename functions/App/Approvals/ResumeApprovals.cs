using FraudFunctions.App.Stores;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Approvals;

/// <summary>Every minute: applies what was approved by a call that died before it was done. Twice does no harm.</summary>
public sealed class ResumeApprovals(IDocuments documents, ApprovalDesk desk)
{
    private const int AtOnce = 100;

    [Function(nameof(ResumeApprovals))]
    public async Task Run([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        DocumentPage page = await documents.QueryIndexAsync(ApprovalDesk.Container, RangeQuery.Prefix(ApprovalDesk.IndexPrefix(ProposalState.Approved), AtOnce), cancellation);
        // All are tried before the first fault is told, so that one that cannot be done now holds up no other.
        Task<Filed>[] applying = [.. page.Documents.Select(document => desk.ApplyAsync(new Filed(Proposal.FromJson(document.Body), document.ETag), nameof(ResumeApprovals), cancellation))];
        await Task.WhenAll(applying);
    }
}
