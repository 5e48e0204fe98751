using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Drift;

/// <summary>Counts the first label that calls a decision fraud, in the hour in which it was decided: what was promised then is held against what came.</summary>
public sealed class RollUpLabels(IDocuments documents, MetricsBook metrics)
{
    [Function(nameof(RollUpLabels))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(Topics.Labels, ConsumerGroup = "metrics", Connection = Topics.Connection)] string[] events,
        long[] sequenceNumberArray,
        DateTime[] enqueuedTimeUtcArray,
        string partitionContext,
        CancellationToken cancellation)
    {
        StreamBatch batch = new(partitionContext, sequenceNumberArray, enqueuedTimeUtcArray);
        // What cannot be read is put into quarantine by those who record labels; what comes before its decision is sent again.
        (int Index, Label Label)[] frauds =
        [
            .. events.Select((one, i) => (i, LabelReader.Read(System.Text.Encoding.UTF8.GetBytes(one), DateTimeOffset.MaxValue.AddDays(-1)).Value))
                .Where(pair => pair.Value is { Verdict: Verdict.Fraud }).Select(pair => (pair.i, pair.Value!)),
        ];
        if (frauds.Length == 0)
            return;
        IReadOnlyList<Document?> found = await documents.GetManyAsync(CustomerBook.Container, [.. frauds.Select(pair => DecisionDocument.KeyOf(pair.Label.CustomerId, pair.Label.TransactionId))], cancellation);
        List<Addition> additions = [];
        for (int i = 0; i < frauds.Length; i++)
        {
            if (found[i] is not { } document)
                continue;
            Decision decision = DecisionReader.Read(document.Body);
            TimeSpan delay = frauds[i].Label.KnownTime - frauds[i].Label.EventTime;
            additions.Add(new Addition(decision.Versions.ModelId, decision.ArrivedAt, batch.SourceOf(frauds[i].Index).Sequence, sum => sum.AddFraud(decision.Assessment.Probability, delay)) { Once = "labelled:" + decision.Id });
        }
        await metrics.AddAsync(batch.SourceOf(0).Stream, additions, cancellation);
    }
}
