using System.Runtime.InteropServices;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>What the labels of one customer change, on its way into one commit.</summary>
internal sealed class LabelDraft(string customerId, Cached<CustomerRecord> from, DateTimeOffset now)
{
    private readonly List<Write> writes = [];
    private readonly Dictionary<string, Label> seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> forgotten = new(StringComparer.Ordinal);
    private CustomerState? state;
    private int waiting = from.Record.EarlyLabels;

    public List<LabelArrival> Labels { get; } = [];

    public List<SourcedFact> Facts { get; } = [];

    public List<RefusedLabel> Refused { get; } = [];

    public int Early { get; private set; }

    public bool HasChanges => writes.Count > 0;

    /// <summary>
    /// Adds a label, with the decision that it speaks of, its own entry in the ledger, its own note as an early one, and the words that the ledger
    /// holds of the transaction; it goes to those.
    /// </summary>
    public void Add(LabelArrival arrival, Decision? decision, LabelEntry? entry, Label? note, List<Word> ledger)
    {
        Labels.Add(arrival);
        Label label = arrival.Label;
        string id = LabelEntry.IdOf(label);
        bool isRepeated = seen.TryGetValue(id, out Label? first);
        first ??= entry?.Label ?? note;
        if (first is not null && Contradiction(first, label) is { } problem)
        {
            Refused.Add(new RefusedLabel(arrival, problem));
            // Put down when somebody took it out of quarantine: it goes back there, and must not be sent again every hour.
            if (note is not null && entry is not null && Contradiction(note, label) is null)
                Forget(label);
            return;
        }
        seen[id] = label;
        if (isRepeated)
            return;
        if (decision is null)
        {
            if (note is null)
                PutAside(label);
            return;
        }
        if (entry is null)
            entry = Enter(arrival, decision, ledger);
        // Under the event that brought it first, and only when that event comes again: of another one's effects its own redelivery takes care.
        if (entry.Source == arrival.Source && entry.Change != FraudChange.None)
            Facts.AddRange(Population.FactsOf(entry.Change, Labelled.Of(decision.Transaction, decision.Observation)).Select(fact => new SourcedFact(fact, entry.Source)));
        if (note is not null)
            Forget(label);
    }

    public CustomerChange ToChange()
    {
        Fence fence = Labels.Aggregate(from.Record.Fence, (passed, arrival) => passed.Past(arrival.Source));
        return new CustomerChange(customerId, from.Record with { State = state ?? from.Record.State, Fence = fence, EarlyLabels = waiting }, from.ETag, writes);
    }

    /// <summary>What changes is decided here, once: the entry keeps it, because the ledger will be another when the label comes again.</summary>
    private LabelEntry Enter(LabelArrival arrival, Decision decision, List<Word> ledger)
    {
        LabelEntry entry = new(arrival.Label, arrival.Source, FraudChange.Of(CollectionsMarshal.AsSpan(ledger), arrival.Label.Word));
        ledger.Add(arrival.Label.Word);
        writes.Add(entry.ToWrite());
        if (entry.Change != FraudChange.None)
        {
            state ??= from.Record.State.Clone();
            state.Learn(entry.Change, (uint)decision.Transaction.Time.ToUnixTimeSeconds());
        }
        return entry;
    }

    private void PutAside(Label label)
    {
        writes.Add(EarlyLabels.Entry(label, now));
        waiting++;
        Early++;
    }

    private void Forget(Label label)
    {
        if (!forgotten.Add(EarlyLabels.IdOf(label)))
            return;
        writes.Add(new Write.Delete(EarlyLabels.IdOf(label)));
        waiting--;
    }

    private static FieldProblem? Contradiction(Label first, Label second)
    {
        string? field = first.Verdict != second.Verdict ? "verdict" : first.Confidence != second.Confidence ? "confidence" : null;
        return field is null ? null : new FieldProblem("duplicate-label", field, $"is not what the same source said of transaction '{first.TransactionId}' at the same time; the first word stands");
    }
}
