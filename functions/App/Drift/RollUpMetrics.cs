using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Governance;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Drift;

/// <summary>Counts what was decided: scores, alerts, segments, and of a sample the inputs.</summary>
public sealed class RollUpMetrics(IDocuments documents, MetricsBook metrics, IOptions<DriftOptions> options)
{
    [Function(nameof(RollUpMetrics))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(Topics.Decisions, ConsumerGroup = "metrics", Connection = Topics.Connection)] string[] events,
        long[] sequenceNumberArray,
        DateTime[] enqueuedTimeUtcArray,
        string partitionContext,
        CancellationToken cancellation)
    {
        StreamBatch batch = new(partitionContext, sequenceNumberArray, enqueuedTimeUtcArray);
        DecisionMade[] made = [.. events.Select(DecisionMade.FromJson)];
        IReadOnlyDictionary<int, (ModelReference Reference, float[] Features)> inputs = await InputsAsync(made, cancellation);
        Addition[] additions = new Addition[made.Length];
        for (int i = 0; i < made.Length; i++)
        {
            DecisionMade one = made[i];
            (ModelReference Reference, float[] Features)? sampled = inputs.TryGetValue(i, out var found) ? found : null;
            additions[i] = new Addition(one.Model, batch.ArrivedAt(i), batch.SourceOf(i).Sequence, sum =>
            {
                sum.Add(one.Probability, one.Outcome >= Outcome.Challenge, one.Degraded, SegmentsOf(one));
                if (one.Shadow is { } shadow)
                    sum.AddShadowed(shadow);
                if (sampled is var (reference, features))
                    sum.AddInputs(reference, features);
            });
        }
        if (additions.Length == 0)
            return;
        await metrics.AddAsync(batch.SourceOf(0).Stream, additions, cancellation);
        // Every batch writes a document of the hour. Those who come in the meantime share the next: one decision at a time, each would pay for its own.
        if (events.Length < options.Value.LingerBelow)
            await Task.Delay(options.Value.LingerMilliseconds, cancellation);
    }

    private static string[] SegmentsOf(DecisionMade made)
    {
        string channel = "channel " + Choices<Channel>.NameOf(made.Channel);
        string amount = "amount " + TestRows.BandOf(ActiveBasis.Schema.Options.Rates.ToBaseMinor(made.AmountMinor, made.Currency));
        return made.Country is { } country ? [channel, amount, "country " + country] : [channel, amount];
    }

    private async Task<IReadOnlyDictionary<int, (ModelReference Reference, float[] Features)>> InputsAsync(DecisionMade[] made, CancellationToken cancellation)
    {
        Dictionary<int, (ModelReference, float[])> inputs = [];
        List<(int Index, ModelReference Reference)> sampled = [];
        for (int i = 0; i < made.Length; i++)
        {
            if (made[i].Model is { } model && StableHash.Of(made[i].DecisionId) % (ulong)options.Value.SampleOneIn == 0 && await metrics.ReferenceAsync(model, cancellation) is { } reference)
                sampled.Add((i, reference));
        }
        IReadOnlyList<Document?> found = await documents.GetManyAsync(CustomerBook.Container, [.. sampled.Select(one => DecisionDocument.KeyOf(made[one.Index].CustomerId, made[one.Index].TransactionId))], cancellation);
        for (int i = 0; i < sampled.Count; i++)
        {
            if (found[i] is { } document)
                inputs[sampled[i].Index] = (sampled[i].Reference, DecisionReader.Read(document.Body).Features);
        }
        return inputs;
    }
}
