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
/// each exactly once however often a label comes.
/// </summary>
public sealed class LabelDesk(IDocuments documents, CustomerBook customers, EntityBook entities)
{
    private const int LabelsPerCommit = 90;
    private const int Attempts = 20;

    /// <summary>Records the labels in order; a problem for each that speaks of a transaction nobody decided, null for the others.</summary>
    public async Task<IReadOnlyList<FieldProblem?>> RecordAsync(IReadOnlyList<LabelArrival> arrivals, CancellationToken cancellation = default)
    {
        DocumentKey[] keys = [.. arrivals.Select(arrival => DecisionDocument.KeyOf(arrival.Label.CustomerId, arrival.Label.TransactionId))];
        IReadOnlyList<Document?> found = await documents.GetManyAsync(CustomerBook.Container, keys, cancellation);
        FieldProblem?[] problems = new FieldProblem?[arrivals.Count];
        List<Known> waiting = [];
        for (int i = 0; i < problems.Length; i++)
        {
            if (found[i] is { } document)
                waiting.Add(new Known(arrivals[i], DecisionReader.Read(document.Body).Transaction));
            else
                problems[i] = new FieldProblem("unknown-transaction", "transactionId", "is not a transaction of this customer that was decided; send the label again once it was");
        }
        SourcedFact[] facts = [.. waiting.SelectMany(known => Population.FactsOf(known.Arrival.Label, known.Transaction)
            .Select(fact => new SourcedFact(fact, known.Arrival.Source)))];
        for (int attempt = 0; waiting.Count > 0; attempt++)
        {
            if (attempt == Attempts + arrivals.Count / LabelsPerCommit)
                throw new IOException($"A customer's record changed in each of {attempt} attempts to write a label to it.");
            waiting = await CommitAsync(waiting, cancellation);
        }
        await entities.MergeAsync(facts, cancellation);
        return problems;
    }

    /// <summary>Commits what fits into one commit per customer; what is left over or met a conflict comes back.</summary>
    private async Task<List<Known>> CommitAsync(List<Known> waiting, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, Cached<CustomerRecord>> records = await customers.LoadAsync(waiting.Select(known => known.CustomerId), cancellation);
        DocumentKey[] keys = [.. waiting.Select(known => new DocumentKey(known.CustomerId, LabelDocument.IdOf(known.Arrival.Label)))];
        IReadOnlyList<Document?> recorded = await documents.GetManyAsync(CustomerBook.Container, keys, cancellation);
        List<Known> left = [];
        List<CustomerChange> changes = [];
        List<List<Known>> written = [];
        foreach (IGrouping<string, (Known Known, Document? Recorded)> own in waiting.Zip(recorded).GroupBy(pair => pair.First.CustomerId, StringComparer.Ordinal))
        {
            List<Known> fresh = [.. own.Where(pair => pair.Recorded is null).Select(pair => pair.Known).DistinctBy(known => LabelDocument.IdOf(known.Arrival.Label))];
            left.AddRange(fresh.Skip(LabelsPerCommit));
            fresh = [.. fresh.Take(LabelsPerCommit)];
            if (fresh.Count == 0)
                continue;
            changes.Add(Change(own.Key, records[own.Key], fresh));
            written.Add(fresh);
        }
        IReadOnlyList<bool> committed = await customers.CommitAsync(changes, cancellation);
        for (int i = 0; i < written.Count; i++)
        {
            if (!committed[i])
                left.AddRange(written[i]);
        }
        return left;
    }

    private static CustomerChange Change(string customerId, Cached<CustomerRecord> from, List<Known> labels)
    {
        CustomerState state = from.Record.State.Clone();
        Fence fence = from.Record.Fence;
        foreach (Known known in labels)
        {
            Label label = known.Arrival.Label;
            state.Learn(label.Verdict, (uint)known.Transaction.Time.ToUnixTimeSeconds(), StableHash.Short(label.TransactionId), (uint)label.KnownTime.ToUnixTimeSeconds());
            fence = fence.Past(known.Arrival.Source);
        }
        return new CustomerChange(customerId, from.Record with { State = state, Fence = fence }, from.ETag,
            [.. labels.Select(known => new Write.Create(LabelDocument.IdOf(known.Arrival.Label), LabelReader.ToJson(known.Arrival.Label)))]);
    }

    private sealed record Known(LabelArrival Arrival, Transaction Transaction)
    {
        public string CustomerId => Transaction.CustomerId;
    }
}
