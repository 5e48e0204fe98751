using FraudFunctions.App.Alerts;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Cases;

/// <summary>
/// POST /v1/cases/{id}/merge: puts a case's alerts into another open case of the same customer and type, and ends it as a duplicate. Both are one commit.
/// </summary>
public sealed class MergeCases(CaseBook cases, AlertBook alerts, IDocuments documents, TimeProvider clock)
{
    public sealed record Request(string? Into, string? Reason);

    [Function(nameof(MergeCases))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cases/{id}/merge")] HttpRequest request,
        string id, FunctionContext context, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        (Request? asked, FieldProblem? unreadable) = await request.ReadJsonAsync<Request>(cancellation);
        if (unreadable is not null)
            return Problem.Invalid(unreadable);
        if (asked!.Into is null || string.IsNullOrWhiteSpace(asked.Reason))
            return Problem.Invalid("missing", asked.Into is null ? "into" : "reason", "is missing");
        Caller caller = context.Caller();
        (string? etag, FieldProblem? unconditional) = request.IfMatch();
        if (etag is null)
            return new Problem(StatusCodes.Status428PreconditionRequired, unconditional!.Code, "Say which version you have read.", $"{unconditional.Field} {unconditional.Message}.", unconditional.Field).ToResult();
        if (await cases.GetAsync(id, caller, cancellation) is not { } source)
            return Problem.NotFound($"There is no case '{id}'.");
        if (await cases.GetAsync(asked.Into, caller, cancellation) is not { } target)
            return Problem.Invalid("unknown-value", "into", $"is '{asked.Into}', and there is no such case");
        if (source.ETag != etag)
            return Problem.Stale($"Somebody has changed case '{id}' since you read it.");
        if (Refuse(source.Case, target.Case) is { } impossible)
            return Problem.Conflict("not-mergeable", impossible);
        (Case ended, Case grown) = Merge(source.Case, target.Case, caller.Name, asked.Reason, clock.GetUtcNow());
        if (!await CommitAsync(source, ended, target, grown, new Act(caller.Name, "merge", source.Case.Id, target.Case.Id, asked.Reason), cancellation))
            return Problem.Stale("One of the two cases was changed just now. Read them again; nothing was written.");
        await alerts.SettleAsync(source.Case.CustomerId, source.Case.AlertIds, AlertState.UnderReview, target.Case.Id, new Act(caller.Name, "merge", source.Case.Id, target.Case.Id, asked.Reason), cancellation);
        await client.RaiseEventAsync(new CaseRound(ended.CustomerId, ended.Number, ended.Round).InstanceId, InvestigateCase.Changed, "merged", cancellation);
        await client.RaiseEventAsync(new CaseRound(grown.CustomerId, grown.Number, grown.Round).InstanceId, InvestigateCase.Changed, "merged", cancellation);
        return CaseView.Answer(request.HttpContext.Response, (await cases.GetAsync(grown.CustomerId, grown.Number, cancellation))!);
    }

    internal static string? Refuse(Case source, Case target)
        => source.CustomerId != target.CustomerId ? "Cases of two customers are related, not one."
            : source.Number == target.Number ? "A case is not merged into itself."
            : source.Type != target.Type ? "The two cases are of different types."
            : source.IsClosed || source.Disposition is not null || target.IsClosed || target.Disposition is not null ? "One of the two has a disposition."
            : null;

    internal static (Case Ended, Case Grown) Merge(Case source, Case target, string by, string reason, DateTimeOffset now) => (
        source with
        {
            Status = CaseStatus.Abandoned,
            ClosedAt = now,
            // They are the other's now: ending this case must not settle them.
            AlertIds = [],
            AlertLosses = new Dictionary<string, double>(),
            RelatedCases = [.. source.RelatedCases, target.Id],
            Disposition = new Disposition { Outcome = DispositionOutcome.Duplicate, SubReason = Choices<SubReason>.NameOf(SubReason.Other), Rationale = reason, Maker = by, MadeAt = now, IsFinal = true },
        },
        target with
        {
            AlertIds = [.. target.AlertIds, .. source.AlertIds],
            Severity = source.Severity > target.Severity ? source.Severity : target.Severity,
            Priority = Math.Max(source.Priority, target.Priority),
            AlertLosses = target.AlertLosses.Concat(source.AlertLosses).DistinctBy(pair => pair.Key).ToDictionary(),
            DueAt = source.DueAt < target.DueAt ? source.DueAt : target.DueAt,
        });

    private async Task<bool> CommitAsync(FiledCase source, Case ended, FiledCase target, Case grown, Act act, CancellationToken cancellation)
    {
        (Write endedEntry, AuditHead endedHead) = Audit.Append(source.Case.Audit, ended.Id, act, clock.GetUtcNow());
        (Write grownEntry, AuditHead grownHead) = Audit.Append(target.Case.Audit, grown.Id, act, clock.GetUtcNow());
        ended = ended with { Audit = endedHead };
        grown = grown with { Audit = grownHead };
        Write[] writes =
        [
            new Write.Replace(CaseDocument.IdOf(ended.Number), source.ETag, ended.ToJson(), CaseDocument.IndexOf(ended)), endedEntry,
            new Write.Replace(CaseDocument.IdOf(grown.Number), target.ETag, grown.ToJson(), CaseDocument.IndexOf(grown)), grownEntry,
            .. source.Case.AlertIds.Select(alert => CaseBook.TakenOver(alert, grown.Number)),
        ];
        return (await documents.CommitAsync(CaseDocument.Container, new(ended.CustomerId, writes), cancellation)).Committed;
    }
}
