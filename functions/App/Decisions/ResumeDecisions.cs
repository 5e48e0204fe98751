using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Every minute: sends the events of decisions whose note has lain in the outbox for longer than a decision is on its way. Their call died between
/// writing the decision and telling of it.
/// </summary>
public sealed class ResumeDecisions(IDocuments documents, TimeProvider clock)
{
    private const int AtOnce = 1_000;
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    [Function(nameof(ResumeDecisions))]
    [EventHubOutput(Topics.Decisions, Connection = Topics.Connection)]
    public async Task<string[]> Run([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        RangeQuery overdue = new(Outbox.IndexPrefix, Outbox.IndexOf(clock.GetUtcNow() - patience), AtOnce);
        DocumentPage waiting = await documents.QueryIndexAsync(CustomerBook.Container, overdue, cancellation);
        DocumentKey[] keys = [.. waiting.Documents.Select(note => DecisionDocument.KeyOf(note.Key.Partition, note.Key.Id[Outbox.Prefix.Length..]))];
        IReadOnlyList<Document?> found = await documents.GetManyAsync(CustomerBook.Container, keys, cancellation);
        return [.. found.OfType<Document>().Select(document => DecisionMade.Of(DecisionReader.Read(document.Body), Receipt.Check(document.Body.Span).Carried).ToJson())];
    }
}
