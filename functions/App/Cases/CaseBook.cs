using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;

namespace FraudFunctions.App.Cases;

/// <summary>A case as it was read, and the ETag that a change of it must name.</summary>
public sealed record FiledCase(Case Case, string ETag);

/// <summary>Cases in their store. Every change is one commit of the case, its audit, and whatever goes with it.</summary>
public sealed class CaseBook(IDocuments documents, TimeProvider clock)
{
    private const int Attempts = 20;
    private const int PageSize = 100;

    public async Task<FiledCase?> GetAsync(string customerId, int number, CancellationToken cancellation)
        => await documents.GetAsync(CaseDocument.Container, CaseDocument.KeyOf(customerId, number), cancellation) is { } document
            ? new FiledCase(Case.FromJson(document.Body), document.ETag)
            : null;

    /// <summary>The case of that id, as far as this caller may know of it.</summary>
    public async Task<FiledCase?> GetAsync(string id, Caller caller, CancellationToken cancellation)
        => Case.Parts(id) is { } parts && await GetAsync(parts.CustomerId, parts.Number, cancellation) is { } filed && filed.Case.MayBeSeenBy(caller) ? filed : null;

    /// <summary>All cases of a customer, the oldest first.</summary>
    public async Task<IReadOnlyList<FiledCase>> OfCustomerAsync(string customerId, CancellationToken cancellation)
        => await documents.ReadPartitionAsync(CaseDocument.Container, customerId, RangeQuery.Prefix(CaseDocument.Prefix, PageSize), cancellation)
            .Select(document => new FiledCase(Case.FromJson(document.Body), document.ETag)).ToListAsync(cancellation);

    /// <summary>Opens a case; null when one of that number, or, unless it takes them over, a case with one of its alerts is there already.</summary>
    public async Task<FiledCase?> OpenAsync(Case opened, Act act, CancellationToken cancellation, bool takeOver = false)
    {
        (Write entry, AuditHead head) = Audit.Append(opened.Audit, opened.Id, act, clock.GetUtcNow());
        Case written = opened with { Audit = head };
        Write[] writes = [new Write.Create(CaseDocument.IdOf(written.Number), written.ToJson(), CaseDocument.IndexOf(written)), entry, .. written.AlertIds.Select(alert => takeOver ? TakenOver(alert, written.Number) : Taken(alert, written.Number))];
        CommitResult result = await documents.CommitAsync(CaseDocument.Container, new(written.CustomerId, writes), cancellation);
        return result.Committed ? new FiledCase(written, result.ETags[0]) : null;
    }

    /// <summary>Writes a changed case; null when it has changed since it was read.</summary>
    public async Task<FiledCase?> ChangeAsync(FiledCase from, Case changed, Act act, IEnumerable<Write> along, CancellationToken cancellation)
    {
        (Write entry, AuditHead head) = Audit.Append(from.Case.Audit, from.Case.Id, act, clock.GetUtcNow());
        Case written = changed with { Audit = head };
        Write[] writes = [new Write.Replace(CaseDocument.IdOf(written.Number), from.ETag, written.ToJson(), CaseDocument.IndexOf(written)), entry, .. along];
        CommitResult result = await documents.CommitAsync(CaseDocument.Container, new(written.CustomerId, writes), cancellation);
        return result.Committed ? new FiledCase(written, result.ETags[0]) : null;
    }

    /// <summary>
    /// Changes a case whatever others do to it meanwhile: the change is asked again about what they left. Null from it means that nothing is to be
    /// done. For functions that act by themselves; a person names the version that was read.
    /// </summary>
    internal async Task<Case> ChangeAsync(string customerId, int number, Func<Case, (Case Changed, Act Act, IReadOnlyList<Write> Along)?> change, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            FiledCase filed = await GetAsync(customerId, number, cancellation) ?? throw new InvalidDataException($"There is no case '{Case.IdOf(customerId, number)}'.");
            if (change(filed.Case) is not var (changed, act, along))
                return filed.Case;
            if (await ChangeAsync(filed, changed, act, along, cancellation) is { } written)
                return written.Case;
        }
        throw new IOException($"Case '{Case.IdOf(customerId, number)}' changed in each of {Attempts} attempts to write it.");
    }

    /// <summary>Which case has taken an alert in; null while none has.</summary>
    public async Task<int?> TakenByAsync(string customerId, string alertId, CancellationToken cancellation)
        => await documents.GetAsync(CaseDocument.Container, new DocumentKey(customerId, CaseDocument.TakenId(alertId)), cancellation) is { } taken
            ? System.Text.Json.JsonSerializer.Deserialize<TakenBy>(taken.Body.Span, Json.Options)!.Number
            : null;

    internal static Write Taken(string alertId, int number)
        => new Write.Create(CaseDocument.TakenId(alertId), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new TakenBy(number), Json.Options));

    internal static Write TakenOver(string alertId, int number)
        => new Write.Upsert(CaseDocument.TakenId(alertId), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new TakenBy(number), Json.Options));

    private sealed record TakenBy(int Number);
}
