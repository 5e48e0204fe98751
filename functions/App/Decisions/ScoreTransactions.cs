using System.Text;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Transactions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.App.Decisions;

/// <summary>Decides what comes on the stream of transactions. Every event ends as a decision or in quarantine, and none of them stops the others.</summary>
public sealed class ScoreTransactions(DecisionDesk desk, Quarantine quarantine, EarlyLabels early, ILogger<ScoreTransactions> log)
{
    /// <summary>The decisions made, and labels that had come before their transaction.</summary>
    public sealed class Output
    {
        [EventHubOutput(Topics.Decisions, Connection = Topics.Connection)]
        public required string[] Made { get; set; }

        [EventHubOutput(Topics.Labels, Connection = Topics.Connection)]
        public required string[] Labels { get; set; }
    }

    // Retried without end: behind a store that is down the stream waits, and nothing of it is lost.
    [Function(nameof(ScoreTransactions))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task<Output> Run(
        [EventHubTrigger(Topics.Transactions, Connection = Topics.Connection)] string[] events,
        long[] sequenceNumberArray,
        DateTime[] enqueuedTimeUtcArray,
        string partitionContext,
        CancellationToken cancellation)
    {
        StreamBatch batch = new(partitionContext, sequenceNumberArray, enqueuedTimeUtcArray);
        List<Arrival> arrivals = new(events.Length);
        List<int> indexes = new(events.Length);
        List<(EventSource, DateTimeOffset, FieldProblem, string)> refused = [];
        for (int i = 0; i < events.Length; i++)
        {
            Parsed<Transaction> parsed = Parse(events[i], batch.ArrivedAt(i));
            if (parsed.Value is { } transaction)
            {
                arrivals.Add(new Arrival(transaction, batch.ArrivedAt(i), batch.SourceOf(i)));
                indexes.Add(i);
            }
            else
            {
                refused.Add((batch.SourceOf(i), batch.ArrivedAt(i), parsed.Problem!, events[i]));
            }
        }
        IReadOnlyList<Answer> answers = await desk.DecideAsync(arrivals, cancellation);
        for (int i = 0; i < answers.Count; i++)
        {
            if (answers[i].Problem is { } problem)
                refused.Add((arrivals[i].Source, arrivals[i].ArrivedAt, problem, events[indexes[i]]));
        }
        await quarantine.KeepAsync(refused, cancellation);
        if (refused.Count > 0)
            log.LogWarning("Quarantined {Count} of {Events} events of {Stream}", refused.Count, events.Length, batch.SourceOf(0).Stream);
        return new Output
        {
            Made = [.. answers.Where(answer => answer.Decision is not null).Select(answer => DecisionMade.Of(answer.Decision!, answer.Receipt!).ToJson())],
            Labels = await early.DueAsync(answers, cancellation),
        };
    }

    private static Parsed<Transaction> Parse(string text, DateTimeOffset arrivedAt)
    {
        byte[] rented = System.Buffers.ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        int length = Encoding.UTF8.GetBytes(text, rented);
        Parsed<Transaction> parsed = TransactionReader.Read(rented.AsSpan(0, length), arrivedAt);
        System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        return parsed;
    }
}
