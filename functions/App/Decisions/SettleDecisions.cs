using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Finishes decisions that came by a call: a call is answered as soon as its decision is written, and its entities learn of it here. The first event
/// of a decision to be seen signs its note, merges the facts under its own place in the stream, and removes the note; any other finds it signed or
/// gone, and does nothing. Labels that came before such a decision are sent again.
/// </summary>
public sealed class SettleDecisions(IDocuments documents, EntityBook entities, ActiveBasis active, EarlyLabels early)
{
    [Function(nameof(SettleDecisions))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    [EventHubOutput(Topics.Labels, Connection = Topics.Connection)]
    public async Task<string[]> Run(
        [EventHubTrigger(Topics.Decisions, ConsumerGroup = "settle", Connection = Topics.Connection)] string[] events,
        long[] sequenceNumberArray,
        DateTime[] enqueuedTimeUtcArray,
        string partitionContext,
        CancellationToken cancellation)
    {
        StreamBatch batch = new(partitionContext, sequenceNumberArray, enqueuedTimeUtcArray);
        (DecisionMade Made, EventSource Source)[] called =
        [
            .. Enumerable.Range(0, events.Length).Where(i => DecisionMade.MayBeFromCall(events[i]))
                .Select(i => (Made: DecisionMade.FromJson(events[i]), Source: batch.SourceOf(i)))
                .Where(pair => pair.Made.FromCall).DistinctBy(pair => pair.Made.DecisionId),
        ];
        if (called.Length == 0)
            return [];
        List<(DecisionMade Made, EventSource Source)> ours = await SignAsync(called, cancellation);
        DecisionBasis basis = await active.GetAsync(cancellation);
        IReadOnlyList<Document?> found = await documents.GetManyAsync(CustomerBook.Container, [.. ours.Select(pair => DecisionDocument.KeyOf(pair.Made.CustomerId, pair.Made.TransactionId))], cancellation);
        IEnumerable<SourcedFact> facts = ours.Zip(found).Where(pair => pair.Second is not null)
            .SelectMany(pair => DecisionDesk.FactsOf(DecisionReader.Read(pair.Second!.Body), pair.First.Source, basis));
        await entities.MergeAsync(facts, cancellation);
        // All calls pass here, whether or not anybody waited for the answer. Of those whose note is gone too: a crash may have come before this was sent.
        string[] due = await early.DueAsync(called.Select(pair => DecisionDocument.KeyOf(pair.Made.CustomerId, pair.Made.TransactionId)), cancellation);
        await RemoveNotesAsync(ours.Select(pair => pair.Made), cancellation);
        return due;
    }

    /// <summary>Signs the notes that are there and not signed by another event; those that are ours then.</summary>
    private async Task<List<(DecisionMade Made, EventSource Source)>> SignAsync((DecisionMade Made, EventSource Source)[] called, CancellationToken cancellation)
    {
        List<(DecisionMade Made, EventSource Source)> ours = [];
        List<(DecisionMade Made, EventSource Source)> signing = [];
        List<PartitionCommit> commits = [];
        IReadOnlyList<Document?> notes = await documents.GetManyAsync(CustomerBook.Container, [.. called.Select(pair => OutboxNote.KeyOf(pair.Made.CustomerId, pair.Made.TransactionId))], cancellation);
        for (int i = 0; i < called.Length; i++)
        {
            if (notes[i] is not { } document)
                continue;
            OutboxNote note = OutboxNote.FromJson(document.Body);
            if (note.SettledBy == called[i].Source)
                ours.Add(called[i]);
            if (note.SettledBy is not null)
                continue;
            signing.Add(called[i]);
            commits.Add(new PartitionCommit(document.Key.Partition, [(note with { SettledBy = called[i].Source }).Replacing(document)]));
        }
        IReadOnlyList<CommitResult> results = await documents.CommitManyAsync(CustomerBook.Container, commits, cancellation);
        for (int i = 0; i < signing.Count; i++)
        {
            if (results[i].Committed)
                ours.Add(signing[i]);
            else if (results[i].Failure == CommitFailure.Changed)
                // Sent again, or signed by another, just now: the next attempt sees which.
                throw new IOException($"The note of decision '{signing[i].Made.DecisionId}' changed while it was being signed.");
        }
        // In the order of the stream, which the fences of the entities count on.
        ours.Sort((one, other) => one.Source.Sequence.CompareTo(other.Source.Sequence));
        return ours;
    }

    private async Task RemoveNotesAsync(IEnumerable<DecisionMade> settled, CancellationToken cancellation)
    {
        PartitionCommit[] commits =
        [
            .. settled.GroupBy(made => made.CustomerId, StringComparer.Ordinal)
                .SelectMany(own => own.Chunk(StoreLimits.OperationsPerCommit)
                    .Select(chunk => new PartitionCommit(own.Key, [.. chunk.Select(made => new Write.Delete(OutboxNote.IdOf(made.TransactionId)))]))),
        ];
        await documents.CommitManyAsync(CustomerBook.Container, commits, cancellation);
    }
}
