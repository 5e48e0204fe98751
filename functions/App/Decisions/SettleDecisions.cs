using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Finishes decisions that came by a call: a call is answered as soon as its decision is written, and its entities learn of it here. The note in
/// the outbox goes when that is done.
/// </summary>
public sealed class SettleDecisions(IDocuments documents, EntityBook entities, ActiveBasis active)
{
    [Function(nameof(SettleDecisions))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run([EventHubTrigger(Topics.Decisions, ConsumerGroup = "settle", Connection = Topics.Connection)] string[] events, CancellationToken cancellation)
    {
        DecisionMade[] called = [.. events.Where(DecisionMade.MayBeFromCall).Select(DecisionMade.FromJson).Where(made => made.FromCall).DistinctBy(made => made.DecisionId)];
        if (called.Length == 0)
            return;
        DecisionBasis basis = await active.GetAsync(cancellation);
        IReadOnlyList<Document?> found = await documents.GetManyAsync(CustomerBook.Container, [.. called.Select(made => DecisionDocument.KeyOf(made.CustomerId, made.TransactionId))], cancellation);
        IEnumerable<Answer> answers = found.OfType<Document>().Select(document => new Answer(Arrived.Repeated, DecisionReader.Read(document.Body), null));
        await entities.MergeAsync(answers.SelectMany(answer => DecisionDesk.FactsOf(answer, basis)), cancellation);
        PartitionCommit[] settled =
        [
            .. called.GroupBy(made => made.CustomerId, StringComparer.Ordinal)
                .SelectMany(own => own.Chunk(StoreLimits.OperationsPerCommit)
                    .Select(chunk => new PartitionCommit(own.Key, [.. chunk.Select(made => new Write.Delete(Outbox.IdOf(made.TransactionId)))]))),
        ];
        await documents.CommitManyAsync(CustomerBook.Container, settled, cancellation);
    }
}
