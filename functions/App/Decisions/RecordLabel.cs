using System.Text;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Transactions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>Writes what comes on the stream of labels into the ledger, and teaches the states. What is wrong or contradicts itself goes into quarantine.</summary>
public sealed class RecordLabel(LabelDesk desk, Quarantine quarantine)
{
    [Function(nameof(RecordLabel))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(Topics.Labels, Connection = Topics.Connection)] string[] events,
        long[] sequenceNumberArray,
        DateTime[] enqueuedTimeUtcArray,
        string partitionContext,
        CancellationToken cancellation)
    {
        StreamBatch batch = new(partitionContext, sequenceNumberArray, enqueuedTimeUtcArray);
        List<LabelArrival> arrivals = [];
        List<(EventSource, DateTimeOffset, FieldProblem, string)> refused = [];
        for (int i = 0; i < events.Length; i++)
        {
            Parsed<Label> parsed = LabelReader.Read(Encoding.UTF8.GetBytes(events[i]), batch.ArrivedAt(i));
            if (parsed.Value is { } label)
                arrivals.Add(new LabelArrival(label, batch.SourceOf(i)));
            else
                refused.Add((batch.SourceOf(i), batch.ArrivedAt(i), parsed.Problem!, events[i]));
        }
        RecordedLabels recorded = await desk.RecordAsync(arrivals, cancellation);
        foreach (RefusedLabel contradiction in recorded.Refused)
        {
            int i = Array.IndexOf(sequenceNumberArray, contradiction.Arrival.Source.Sequence);
            refused.Add((contradiction.Arrival.Source, batch.ArrivedAt(i), contradiction.Problem, events[i]));
        }
        await quarantine.KeepAsync(refused, cancellation);
    }
}
