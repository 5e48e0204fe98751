using FraudFunctions.App.Stores;
using FraudFunctions.Engine;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>A label on its way into the ledger.</summary>
public sealed record LabelArrival(Label Label, EventSource Source);

/// <summary>
/// Writes labels into the ledger and lets the states learn them: the ledger entry and the customer's state in one commit, then the entities,
/// each exactly once however often a label comes. A label whose transaction nobody has decided yet is put aside until somebody has.
/// </summary>
public sealed class LabelDesk(IDocuments documents, CustomerBook customers, EntityBook entities, TimeProvider clock)
{
    // Each label may cost two writes: its entry, and the removal of its note as an early one.
    private const int LabelsPerCommit = 45;
    private const int Attempts = 20;

    /// <summary>Records the labels in order; how many of them came too early and wait.</summary>
    public async Task<int> RecordAsync(IReadOnlyList<LabelArrival> arrivals, CancellationToken cancellation = default)
    {
        List<LabelArrival> waiting = [.. arrivals];
        List<SourcedFact> facts = [];
        int early = 0;
        for (int attempt = 0; waiting.Count > 0; attempt++)
        {
            if (attempt == Attempts + arrivals.Count / LabelsPerCommit)
                throw new IOException($"A customer's record changed in each of {attempt} attempts to write a label to it.");
            (waiting, int put) = await RecordRoundAsync(waiting, facts, cancellation);
            early += put;
        }
        // In the order of the stream, which the fences of the entities count on.
        facts.Sort((one, other) => one.Source.Sequence.CompareTo(other.Source.Sequence));
        await entities.MergeAsync(facts, cancellation);
        return early;
    }

    /// <summary>Commits what fits into one commit per customer; what is left over or met a conflict comes back, to be looked at anew.</summary>
    private async Task<(List<LabelArrival> Left, int Early)> RecordRoundAsync(List<LabelArrival> waiting, List<SourcedFact> facts, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, Cached<CustomerRecord>> records = await customers.LoadAsync(waiting.Select(arrival => arrival.Label.CustomerId), cancellation);
        IReadOnlyList<Document?> decisions = await GetAsync(waiting, label => DecisionDocument.IdOf(label.TransactionId), cancellation);
        IReadOnlyList<Document?> entries = await GetAsync(waiting, LabelEntry.IdOf, cancellation);
        IReadOnlyList<Document?> notes = await GetAsync(waiting, EarlyLabels.IdOf, cancellation);
        List<LabelArrival> left = [];
        List<Draft> drafts = [];
        int early = 0;
        foreach (IGrouping<string, int> own in Enumerable.Range(0, waiting.Count).GroupBy(i => waiting[i].Label.CustomerId, StringComparer.Ordinal))
        {
            Draft draft = new(own.Key, records[own.Key], clock.GetUtcNow());
            foreach (int i in own)
            {
                if (draft.Labels.Count == LabelsPerCommit)
                    left.Add(waiting[i]);
                else
                    draft.Add(waiting[i], decisions[i] is { } decided ? DecisionReader.Read(decided.Body).Transaction : null, entries[i], notes[i] is not null);
            }
            drafts.Add(draft);
        }
        Draft[] changed = [.. drafts.Where(draft => draft.HasChanges)];
        IReadOnlyList<bool> committed = await customers.CommitAsync([.. changed.Select(draft => draft.ToChange())], cancellation);
        HashSet<Draft> refused = [.. changed.Where((_, i) => !committed[i])];
        foreach (Draft draft in drafts)
        {
            if (refused.Contains(draft))
            {
                left.AddRange(draft.Labels);
                continue;
            }
            facts.AddRange(draft.Facts);
            early += draft.Early;
        }
        return (left, early);
    }

    private Task<IReadOnlyList<Document?>> GetAsync(List<LabelArrival> arrivals, Func<Label, string> id, CancellationToken cancellation)
        => documents.GetManyAsync(CustomerBook.Container, [.. arrivals.Select(arrival => new DocumentKey(arrival.Label.CustomerId, id(arrival.Label)))], cancellation);

    /// <summary>What the labels of one customer change.</summary>
    private sealed class Draft(string customerId, Cached<CustomerRecord> from, DateTimeOffset now)
    {
        private readonly List<Write> writes = [];
        private readonly HashSet<string> seen = new(StringComparer.Ordinal);
        private CustomerState? state;
        private int waiting = from.Record.EarlyLabels;

        public List<LabelArrival> Labels { get; } = [];

        public List<SourcedFact> Facts { get; } = [];

        public int Early { get; private set; }

        public bool HasChanges => writes.Count > 0;

        public void Add(LabelArrival arrival, Transaction? labelled, Document? entry, bool isNoted)
        {
            Labels.Add(arrival);
            Label label = arrival.Label;
            if (!seen.Add(LabelEntry.IdOf(label)))
                return;
            // Under the event that brought it first: the entities may have learned it from there, or the process died before they did.
            EventSource source = entry is null ? arrival.Source : LabelEntry.SourceOf(entry);
            if (labelled is not null)
                Facts.AddRange(Population.FactsOf(label, labelled).Select(fact => new SourcedFact(fact, source)));
            if (labelled is not null && entry is null)
            {
                state ??= from.Record.State.Clone();
                state.Learn(label.Verdict, (uint)labelled.Time.ToUnixTimeSeconds(), StableHash.Short(label.TransactionId), (uint)label.KnownTime.ToUnixTimeSeconds());
                writes.Add(LabelEntry.Create(arrival));
            }
            if (labelled is not null && isNoted)
            {
                writes.Add(new Write.Delete(EarlyLabels.IdOf(label)));
                waiting--;
            }
            if (labelled is null && !isNoted)
            {
                writes.Add(EarlyLabels.Entry(label, now));
                waiting++;
                Early++;
            }
        }

        public CustomerChange ToChange()
        {
            Fence fence = Labels.Aggregate(from.Record.Fence, (passed, arrival) => passed.Past(arrival.Source));
            return new CustomerChange(customerId, from.Record with { State = state ?? from.Record.State, Fence = fence, EarlyLabels = waiting }, from.ETag, writes);
        }
    }
}
