using System.Collections.Frozen;
using System.Globalization;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Approvals;

/// <summary>A proposal as it is stored, with the ETag of what was read.</summary>
internal sealed record Filed(Proposal Proposal, string ETag);

/// <summary>
/// Proposals in their store, each in a partition of its own together with its audit. Every step is one commit of both. An approval and its effect are
/// two: what died in between is found as approved, and applied again.
/// </summary>
public sealed class ApprovalDesk(IDocuments documents, IEnumerable<IApprovedEffect> effects, TimeProvider clock)
{
    public const string Container = "approvals";
    private const string DocumentId = "proposal";

    // Somebody who proposes the very same thing so often after it was settled wants something else.
    private const int MostOccurrences = 1_000;

    private readonly FrozenDictionary<GuardedOperation, IApprovedEffect> effects = effects.ToFrozenDictionary(effect => effect.Operation);

    public IReadOnlyCollection<GuardedOperation> Available => effects.Keys;

    public static string IndexPrefix(ProposalState state) => $"approvals/{state}/";

    internal async Task<Filed?> GetAsync(string id, CancellationToken cancellation)
        => await documents.GetAsync(Container, new(id, DocumentId), cancellation) is { } document ? new Filed(Proposal.FromJson(document.Body), document.ETag) : null;

    internal async Task<IReadOnlyList<AuditEntry>> HistoryAsync(string id, CancellationToken cancellation)
        => [.. (await documents.QueryPartitionAsync(Container, id, Audit.Of(id), cancellation)).Documents.Select(document => AuditEntry.FromJson(document.Body))];

    internal Task<FieldProblem?> CheckAsync(GuardedOperation operation, ProposalRequest request, CancellationToken cancellation)
        => effects[operation].CheckAsync(request.Subject!, request.Content!.Value, cancellation);

    /// <summary>The proposal, new or, when the same person has proposed the same and nobody has settled it yet, the one that is there.</summary>
    internal async Task<(Filed Filed, bool IsNew)> ProposeAsync(GuardedOperation operation, ProposalRequest request, string maker, CancellationToken cancellation, string? onBehalfOf = null)
    {
        for (int occurrence = 1; occurrence <= MostOccurrences; occurrence++)
        {
            string id = Proposal.IdOf(operation, maker, request, occurrence);
            if (await GetAsync(id, cancellation) is { } there)
            {
                if (there.Proposal.State is ProposalState.Pending or ProposalState.Approved)
                    return (there, false);
                continue;
            }
            Proposal proposal = new()
            {
                Id = id,
                Operation = operation,
                Subject = request.Subject!,
                Content = request.Content!.Value,
                Reason = request.Reason!,
                AtStakeMinor = request.AtStakeMinor,
                Maker = maker,
                OnBehalfOf = onBehalfOf,
                ProposedAt = clock.GetUtcNow(),
                State = ProposalState.Pending,
                Audit = AuditHead.New,
            };
            Act act = new(maker, "propose", null, $"pending, content sha256:{proposal.ContentHash()}{(onBehalfOf is null ? "" : $", on behalf of {onBehalfOf}")}", request.Reason);
            if (await CommitAsync(proposal, null, act, cancellation) is { } filed)
                return (filed, true);
            occurrence--; // Somebody was faster with the same: look at theirs.
        }
        throw new InvalidOperationException($"There are {MostOccurrences} settled proposals like this one.");
    }

    /// <summary>The proposal after a step of its checker or maker, with its audit; null when it changed since it was read.</summary>
    internal Task<Filed?> StepAsync(Filed filed, ProposalState state, Caller by, string? note, CancellationToken cancellation)
    {
        bool isMaker = state == ProposalState.Withdrawn;
        Proposal next = filed.Proposal with { State = state, DecidedAt = clock.GetUtcNow(), Checker = isMaker ? null : by.Name, Note = note };
        Act act = new(by.Name, OperationOf(state), NameOf(filed.Proposal.State), NameOf(state), note, isMaker ? null : filed.Proposal.Maker);
        return CommitAsync(next, filed.ETag, act, cancellation);
    }

    /// <summary>Does what was approved, as often as it takes; the proposal is applied then, or has failed for a reason that it names.</summary>
    internal async Task<Filed> ApplyAsync(Filed approved, string actor, CancellationToken cancellation)
    {
        Proposal proposal = approved.Proposal;
        FieldProblem? impossible = await effects[proposal.Operation].ApplyAsync(proposal, cancellation);
        ProposalState state = impossible is null ? ProposalState.Applied : ProposalState.Failed;
        string? note = impossible is null ? null : $"{impossible.Field} {impossible.Message}.";
        Proposal next = proposal with { State = state, FinishedAt = clock.GetUtcNow(), Note = note };
        Act act = new(actor, OperationOf(state), NameOf(proposal.State), NameOf(state), note, proposal.Maker);
        // Changed meanwhile: somebody else has applied the same.
        return await CommitAsync(next, approved.ETag, act, cancellation)
            ?? await GetAsync(proposal.Id, cancellation) ?? throw new InvalidDataException($"Proposal '{proposal.Id}' is gone.");
    }

    private async Task<Filed?> CommitAsync(Proposal proposal, string? etag, Act act, CancellationToken cancellation)
    {
        (Write entry, AuditHead head) = Audit.Append(proposal.Audit, proposal.Id, act, clock.GetUtcNow());
        Proposal written = proposal with { Audit = head };
        string index = IndexPrefix(written.State) + written.ProposedAt.ToUniversalTime().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);
        Write document = etag is null ? new Write.Create(DocumentId, written.ToJson(), index) : new Write.Replace(DocumentId, etag, written.ToJson(), index);
        CommitResult result = await documents.CommitAsync(Container, new(written.Id, [document, entry]), cancellation);
        return result.Committed ? new Filed(written, result.ETags[0]) : null;
    }

    private static string NameOf(ProposalState state) => Choices<ProposalState>.NameOf(state);

    private static string OperationOf(ProposalState state) => state switch
    {
        ProposalState.Pending => "propose",
        ProposalState.Approved => "approve",
        ProposalState.Applied => "apply",
        ProposalState.Rejected => "reject",
        ProposalState.Withdrawn => "withdraw",
        ProposalState.Failed => "fail",
    };
}
