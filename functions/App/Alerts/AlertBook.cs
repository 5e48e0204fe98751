using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Alerts;

/// <summary>The alerts of customers, for those who work with them: every change is one commit of the alert and its audit.</summary>
public sealed class AlertBook(IDocuments documents, TimeProvider clock)
{
    private const int Attempts = 20;
    private const int PageSize = 200;

    // Two writes each.
    private const int AlertsPerCommit = StoreLimits.OperationsPerCommit / 2;

    /// <summary>The alerts of those ids, as far as they are this customer's and exist.</summary>
    public async Task<IReadOnlyList<Alert>> GetAsync(string customerId, IReadOnlyList<string> alertIds, CancellationToken cancellation)
        => [.. (await ReadAsync(customerId, alertIds, cancellation)).OfType<Document>().Select(document => Alert.FromJson(document.Body))];

    /// <summary>All alerts of a customer, open and closed.</summary>
    public async Task<IReadOnlyList<Alert>> OfCustomerAsync(string customerId, CancellationToken cancellation)
        => await documents.ReadPartitionAsync(CustomerBook.Container, customerId, RangeQuery.Prefix(AlertDocument.Prefix, PageSize), cancellation)
            .Select(document => Alert.FromJson(document.Body)).ToListAsync(cancellation);

    /// <summary>
    /// Moves alerts to where their case stands, whatever state they are in: a case that is closed closes them, one that is opened again opens them. An
    /// alert that is there already, in that case, is left alone. Without a case id the alert keeps the one it has.
    /// </summary>
    public async Task SettleAsync(string customerId, IReadOnlyList<string> alertIds, AlertState state, string? caseId, Act act, CancellationToken cancellation)
    {
        foreach (string[] chunk in alertIds.Distinct(StringComparer.Ordinal).Chunk(AlertsPerCommit))
        {
            for (int attempt = 0; !await TrySettleAsync(customerId, chunk, state, caseId, act, cancellation); attempt++)
            {
                if (attempt == Attempts)
                    throw new IOException($"The alerts of customer '{customerId}' changed in each of {Attempts} attempts to settle them.");
            }
        }
    }

    /// <summary>The alert with the ETag of its document, or null when there is none of that id.</summary>
    internal async Task<(Alert Alert, string ETag)?> FindAsync(string alertId, CancellationToken cancellation)
        => Alert.CustomerOf(alertId) is { } customer && await documents.GetAsync(CustomerBook.Container, AlertDocument.KeyOf(customer, alertId), cancellation) is { } document
            ? (Alert.FromJson(document.Body), document.ETag)
            : null;

    internal async Task<IReadOnlyList<AuditEntry>> HistoryAsync(Alert alert, CancellationToken cancellation)
        => [.. (await documents.QueryPartitionAsync(CustomerBook.Container, alert.CustomerId, Audit.Of(alert.Id), cancellation)).Documents.Select(document => AuditEntry.FromJson(document.Body))];

    /// <summary>Writes a changed alert with its audit; false when it changed since it was read.</summary>
    internal async Task<bool> WriteAsync(Alert changed, string etag, Act act, CancellationToken cancellation)
        => (await documents.CommitAsync(CustomerBook.Container, new(changed.CustomerId, WritesOf(changed, etag, act)), cancellation)).Committed;

    internal Write[] WritesOf(Alert changed, string? etag, Act act)
    {
        (Write entry, AuditHead head) = Audit.Append(changed.Audit, changed.Id, act, clock.GetUtcNow());
        return [AlertDocument.Write(changed with { Audit = head }, etag), entry];
    }

    internal static string NameOf(AlertState state) => Choices<AlertState>.NameOf(state);

    private Task<IReadOnlyList<Document?>> ReadAsync(string customerId, IReadOnlyList<string> alertIds, CancellationToken cancellation)
        => documents.GetManyAsync(CustomerBook.Container, [.. alertIds.Select(id => AlertDocument.KeyOf(customerId, id))], cancellation);

    private async Task<bool> TrySettleAsync(string customerId, string[] alertIds, AlertState state, string? caseId, Act act, CancellationToken cancellation)
    {
        IReadOnlyList<Document?> found = await ReadAsync(customerId, alertIds, cancellation);
        List<Write> writes = [];
        for (int i = 0; i < alertIds.Length; i++)
        {
            Document document = found[i] ?? throw new InvalidDataException($"Customer '{customerId}' has no alert '{alertIds[i]}'.");
            Alert alert = Alert.FromJson(document.Body);
            if (Settle(alert, state, caseId, act.Reason) is { } settled)
                writes.AddRange(WritesOf(settled, document.ETag, act with { Old = act.Old ?? NameOf(alert.State), New = act.New ?? NameOf(state) }));
        }
        return writes.Count == 0 || (await documents.CommitAsync(CustomerBook.Container, new(customerId, writes), cancellation)).Committed;
    }

    internal static Alert? Settle(Alert alert, AlertState state, string? caseId, string? reason)
        => alert.State == state && (caseId is null || caseId == alert.CaseId)
            ? null
            : alert with { State = state, CaseId = caseId ?? alert.CaseId, ClosedReason = state.IsClosed() ? reason : null };
}
