using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>A label on its way into the ledger.</summary>
public sealed record LabelArrival(Label Label, EventSource Source);

/// <summary>A label that contradicts what its source said at the same time: the first word stands, and somebody has to look at the second.</summary>
public sealed record RefusedLabel(LabelArrival Arrival, FieldProblem Problem);

/// <summary>How many labels came too early and wait, and which ones were refused.</summary>
public sealed record RecordedLabels(int Early, IReadOnlyList<RefusedLabel> Refused);

/// <summary>
/// Writes labels into the ledger and lets the states learn what they change: the ledger entry and the customer's state in one commit, then the
/// entities, each exactly once however often a label comes. A label whose transaction nobody has decided yet is put aside until somebody has.
/// </summary>
public sealed class LabelDesk(IDocuments documents, CustomerBook customers, EntityBook entities, TimeProvider clock)
{
    // Each label may cost two writes: its entry, and the removal of its note as an early one.
    private const int LabelsPerCommit = 45;
    private const int Attempts = 20;

    // Ledgers that are read side by side; each is one short query.
    private const int LedgersAtOnce = 32;

    /// <summary>Records the labels in order.</summary>
    public async Task<RecordedLabels> RecordAsync(IReadOnlyList<LabelArrival> arrivals, CancellationToken cancellation = default)
    {
        List<LabelArrival> waiting = [.. arrivals];
        List<SourcedFact> facts = [];
        List<RefusedLabel> refused = [];
        int early = 0;
        for (int attempt = 0; waiting.Count > 0; attempt++)
        {
            if (attempt == Attempts + arrivals.Count / LabelsPerCommit)
                throw new IOException($"A customer's record changed in each of {attempt} attempts to write a label to it.");
            (waiting, IReadOnlyList<LabelDraft> written) = await RecordRoundAsync(waiting, cancellation);
            facts.AddRange(written.SelectMany(draft => draft.Facts));
            refused.AddRange(written.SelectMany(draft => draft.Refused));
            early += written.Sum(draft => draft.Early);
        }
        // In the order of the stream, which the fences of the entities count on.
        facts.Sort((one, other) => one.Source.Sequence.CompareTo(other.Source.Sequence));
        await entities.MergeAsync(facts, cancellation);
        return new RecordedLabels(early, refused);
    }

    /// <summary>Commits what fits into one commit per customer; what is left over or met a conflict comes back, to be looked at anew.</summary>
    private async Task<(List<LabelArrival> Left, IReadOnlyList<LabelDraft> Written)> RecordRoundAsync(List<LabelArrival> waiting, CancellationToken cancellation)
    {
        // The records first: whoever enters a label after this changes its customer's record, and our commit is refused.
        IReadOnlyDictionary<string, Cached<CustomerRecord>> records = await customers.LoadAsync(waiting.Select(arrival => arrival.Label.CustomerId), cancellation);
        IReadOnlyList<Document?> decisions = await GetAsync(waiting, label => DecisionDocument.IdOf(label.TransactionId), cancellation);
        IReadOnlyList<Document?> entries = await GetAsync(waiting, LabelEntry.IdOf, cancellation);
        IReadOnlyList<Document?> notes = await GetAsync(waiting, EarlyLabels.IdOf, cancellation);
        IReadOnlyDictionary<(string, string), List<Word>> ledgers = await LedgersAsync(waiting.Where((_, i) => decisions[i] is not null && entries[i] is null), cancellation);
        List<LabelArrival> left = [];
        List<LabelDraft> drafts = [];
        foreach (IGrouping<string, int> own in Enumerable.Range(0, waiting.Count).GroupBy(i => waiting[i].Label.CustomerId, StringComparer.Ordinal))
        {
            LabelDraft draft = new(own.Key, records[own.Key], clock.GetUtcNow());
            foreach (int i in own)
            {
                if (draft.Labels.Count == LabelsPerCommit)
                {
                    left.Add(waiting[i]);
                    continue;
                }
                Label label = waiting[i].Label;
                Decision? decision = decisions[i] is { } decided ? DecisionReader.Read(decided.Body) : null;
                LabelEntry? entry = entries[i] is { } entered ? LabelEntry.Read(entered) : null;
                Label? note = notes[i] is { } noted ? EarlyLabels.Read(noted) : null;
                draft.Add(waiting[i], decision, entry, note, ledgers.GetValueOrDefault((label.CustomerId, label.TransactionId), []));
            }
            drafts.Add(draft);
        }
        LabelDraft[] changed = [.. drafts.Where(draft => draft.HasChanges)];
        IReadOnlyList<bool> committed = await customers.CommitAsync([.. changed.Select(draft => draft.ToChange())], cancellation);
        HashSet<LabelDraft> conflicting = [.. changed.Where((_, i) => !committed[i])];
        left.AddRange(conflicting.SelectMany(draft => draft.Labels));
        return (left, drafts.FindAll(draft => !conflicting.Contains(draft)));
    }

    private Task<IReadOnlyList<Document?>> GetAsync(List<LabelArrival> arrivals, Func<Label, string> id, CancellationToken cancellation)
        => documents.GetManyAsync(CustomerBook.Container, [.. arrivals.Select(arrival => new DocumentKey(arrival.Label.CustomerId, id(arrival.Label)))], cancellation);

    /// <summary>All words of the transactions that these labels speak of.</summary>
    private async Task<IReadOnlyDictionary<(string CustomerId, string TransactionId), List<Word>>> LedgersAsync(IEnumerable<LabelArrival> arrivals, CancellationToken cancellation)
    {
        Dictionary<(string, string), List<Word>> ledgers = [];
        foreach ((string CustomerId, string TransactionId)[] chunk in arrivals.Select(arrival => (arrival.Label.CustomerId, arrival.Label.TransactionId)).Distinct().Chunk(LedgersAtOnce))
        {
            List<Word>[] read = await Task.WhenAll(chunk.Select(key => LedgerAsync(key.CustomerId, key.TransactionId, cancellation).AsTask()));
            for (int i = 0; i < chunk.Length; i++)
                ledgers[chunk[i]] = read[i];
        }
        return ledgers;
    }

    private ValueTask<List<Word>> LedgerAsync(string customerId, string transactionId, CancellationToken cancellation)
        => documents.ReadPartitionAsync(CustomerBook.Container, customerId, RangeQuery.Prefix(LabelEntry.PrefixOf(transactionId)), cancellation)
            .Select(LabelEntry.Read).Where(entry => entry.Label.TransactionId == transactionId).Select(entry => entry.Label.Word).ToListAsync(cancellation);
}
