using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Learning.Networks.Recurrent;

/// <summary>What a sequence model says of every row, and what it remembers of every customer after the last one.</summary>
public sealed record SequenceScores(float[] Fraud, float[] Month, IReadOnlyDictionary<string, Half[]> Memories);

/// <summary>Scores a whole table as serving does: each customer's rows one after the other, the memory in between rounded to <see cref="Half"/>.</summary>
/// <remarks>In waves: the first row of many customers together, then the second of each, so that the model gets large batches.</remarks>
public static class SequencePass
{
    // So many customers at once: their rows and memories stay in the cache.
    private const int Abreast = 256;

    /// <param name="table">Any rows in order of the stream.</param>
    /// <param name="model">Trained on the table's schema.</param>
    /// <param name="start">What is remembered of customers from before the table; without it, and of all others, nothing.</param>
    /// <param name="cancel">Looked at between groups of customers.</param>
    public static SequenceScores Score(FeatureTable table, ISequenceModel model, IReadOnlyDictionary<string, Half[]>? start = null, CancellationToken cancel = default)
    {
        if (model.SchemaHash != table.Schema.Hash)
            throw new ArgumentException($"The model was trained on the feature schema {model.SchemaHash}, not on {table.Schema.Hash}.");
        Dictionary<string, List<int>> histories = new(StringComparer.Ordinal);
        ReadOnlySpan<string> customers = table.Rows.CustomerIds.Span;
        for (int row = 0; row < customers.Length; row++)
        {
            if (!histories.TryGetValue(customers[row], out List<int>? history))
                histories[customers[row]] = history = [];
            history.Add(row);
        }
        // Those with equally long histories together: no wave is nearly empty.
        KeyValuePair<string, List<int>>[] ordered = [.. histories.OrderByDescending(pair => pair.Value.Count).ThenBy(pair => pair.Key, StringComparer.Ordinal)];
        Half[][] memories = [.. ordered.Select(pair => start?.GetValueOrDefault(pair.Key)?.ToArray() ?? new Half[model.Units])];
        float[] fraud = new float[customers.Length], month = new float[customers.Length];
        Parallel.For(0, (ordered.Length + Abreast - 1) / Abreast, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, group =>
        {
            int from = group * Abreast, to = Math.Min(from + Abreast, ordered.Length);
            Waves(ordered.AsSpan(from..to), memories.AsSpan(from..to), table.Rows.Features.Values.Span, model, fraud, month);
        });
        return new SequenceScores(fraud, month, ordered.Zip(memories).ToDictionary(pair => pair.First.Key, pair => pair.Second, StringComparer.Ordinal));
    }

    private static void Waves(
        ReadOnlySpan<KeyValuePair<string, List<int>>> customers, ReadOnlySpan<Half[]> memories, ReadOnlySpan<float> features, ISequenceModel model, float[] fraud, float[] month)
    {
        float[] rows = new float[customers.Length * model.Width], before = new float[customers.Length * model.Units], after = new float[before.Length];
        float[] first = new float[customers.Length], second = new float[customers.Length];
        int abreast = customers.Length;
        for (int wave = 0; ; wave++)
        {
            while (abreast > 0 && customers[abreast - 1].Value.Count <= wave)
                abreast--;
            if (abreast == 0)
                return;
            for (int i = 0; i < abreast; i++)
            {
                features.Slice(customers[i].Value[wave] * model.Width, model.Width).CopyTo(rows.AsSpan(i * model.Width));
                for (int unit = 0; unit < model.Units; unit++)
                    before[i * model.Units + unit] = (float)memories[i][unit];
            }
            int values = abreast * model.Units;
            model.Step(rows.AsSpan(0, abreast * model.Width), before.AsSpan(0, values), after.AsSpan(0, values), first.AsSpan(0, abreast), second.AsSpan(0, abreast));
            for (int i = 0; i < abreast; i++)
            {
                (fraud[customers[i].Value[wave]], month[customers[i].Value[wave]]) = (first[i], second[i]);
                for (int unit = 0; unit < model.Units; unit++)
                    memories[i][unit] = (Half)after[i * model.Units + unit];
            }
        }
    }
}
