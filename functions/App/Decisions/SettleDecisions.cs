using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Sees decisions that came by a call arrive on the stream, and takes their notes out of the outbox. What stays there longer than a minute was
/// interrupted, and is sent again.
/// </summary>
public sealed class SettleDecisions(IDocuments documents, EntityBook entities, ActiveBasis active, TimeProvider clock)
{
    // Longer than a decision is on its way when nothing is wrong.
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    [Function(nameof(SettleDecisions))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run([EventHubTrigger(Topics.Decisions, ConsumerGroup = "settle", Connection = Topics.Connection)] string[] events, CancellationToken cancellation)
    {
        PartitionCommit[] settled =
        [
            .. events.Select(DecisionMade.FromJson).Where(made => made.FromCall)
                .GroupBy(made => made.CustomerId, StringComparer.Ordinal)
                .SelectMany(own => own.DistinctBy(made => made.TransactionId).Chunk(StoreLimits.OperationsPerCommit)
                    .Select(chunk => new PartitionCommit(own.Key, [.. chunk.Select(made => new Write.Delete(Outbox.IdOf(made.TransactionId)))]))),
        ];
        await documents.CommitManyAsync(CustomerBook.Container, settled, cancellation);
    }

    /// <summary>Every minute: finishes what was interrupted.</summary>
    [Function("ResumeDecisions")]
    [EventHubOutput(Topics.Decisions, Connection = Topics.Connection)]
    public async Task<string[]> Resume([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        DocumentPage waiting = await documents.QueryIndexAsync(CustomerBook.Container, new RangeQuery(Outbox.IndexPrefix, Outbox.IndexOf(clock.GetUtcNow() - patience)), cancellation);
        DocumentKey[] keys = [.. waiting.Documents.Select(note => DecisionDocument.KeyOf(note.Key.Partition, note.Key.Id[Outbox.Prefix.Length..]))];
        DecisionBasis basis = await active.GetAsync(cancellation);
        List<Answer> answers = [];
        foreach (Document? document in await documents.GetManyAsync(CustomerBook.Container, keys, cancellation))
        {
            if (document is not null)
                answers.Add(new Answer(Arrived.Repeated, DecisionReader.Read(document.Body), Receipt.Check(document.Body.Span).Carried));
        }
        await entities.MergeAsync(answers.SelectMany(answer => DecisionDesk.FactsOf(answer, basis)), cancellation);
        return [.. answers.Select(answer => DecisionMade.Of(answer.Decision!, answer.Receipt!).ToJson())];
    }
}
