using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Every minute: sends again the events of decisions whose note is overdue in the outbox, because their call died between writing the decision and
/// telling of it. An event too many does no harm.
/// </summary>
public sealed class ResumeDecisions(IDocuments documents, TimeProvider clock)
{
    private const int AtOnce = 1_000;

    [Function(nameof(ResumeDecisions))]
    [EventHubOutput(Topics.Decisions, Connection = Topics.Connection)]
    public async Task<string[]> Run([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DocumentPage overdue = await documents.QueryIndexAsync(CustomerBook.Container, new RangeQuery(OutboxNote.IndexPrefix, OutboxNote.IndexOf(now), AtOnce), cancellation);
        DocumentKey[] keys = [.. overdue.Documents.Select(note => DecisionDocument.KeyOf(note.Key.Partition, note.Key.Id[OutboxNote.Prefix.Length..]))];
        IReadOnlyList<Document?> decisions = await documents.GetManyAsync(CustomerBook.Container, keys, cancellation);
        string[] events = [.. decisions.OfType<Document>().Select(document => DecisionMade.Of(DecisionReader.Read(document.Body), Receipt.Check(document.Body.Span).Carried).ToJson())];
        // Put off before the events are out: dying in between costs the patience once more, and a stream that lags is not flooded.
        await documents.CommitManyAsync(CustomerBook.Container,
            [.. overdue.Documents.Select(note => new PartitionCommit(note.Key.Partition, [OutboxNote.FromJson(note.Body).SentAgain(now).Replacing(note)]))], cancellation);
        return events;
    }
}
