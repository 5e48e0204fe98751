using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.State;

namespace FraudFunctions.Engine.Decisions;

/// <summary>What a sequence model said of each row of a batch, and what it had remembered before.</summary>
public sealed record SequenceSteps(float[] Fraud, float[] Month, SequenceMemory?[] Before);

/// <summary>
/// Takes a batch through a sequence model in waves: the first transaction of every customer together, then the second, so that each sees the one before
/// it and the model still runs on many rows at once. The customers' states keep the new memories.
/// </summary>
public static class StepSequence
{
    /// <param name="model">The model.</param>
    /// <param name="rows">The features, in order.</param>
    /// <param name="owners">The state of each row's customer; the same object for rows of one customer.</param>
    public static SequenceSteps Run(ISequenceModel model, ReadOnlySpan<float> rows, IReadOnlyList<CustomerState> owners)
    {
        ulong tag = SequenceMemory.TagOf(model.Id);
        SequenceSteps steps = new(new float[owners.Count], new float[owners.Count], new SequenceMemory?[owners.Count]);
        foreach (List<int> wave in Waves(owners))
        {
            float[] features = new float[wave.Count * model.Width];
            float[] memory = new float[wave.Count * model.Units];
            for (int i = 0; i < wave.Count; i++)
            {
                rows.Slice(wave[i] * model.Width, model.Width).CopyTo(features.AsSpan(i * model.Width));
                SequenceMemory? before = owners[wave[i]].MemoryOf(tag);
                steps.Before[wave[i]] = before;
                Load(before, memory.AsSpan(i * model.Units, model.Units));
            }
            float[] next = new float[memory.Length];
            float[] fraud = new float[wave.Count];
            float[] month = new float[wave.Count];
            model.Step(features, memory, next, fraud, month);
            for (int i = 0; i < wave.Count; i++)
            {
                owners[wave[i]].Keep(new SequenceMemory(tag, Rounded(next.AsSpan(i * model.Units, model.Units))));
                steps.Fraud[wave[i]] = fraud[i];
                steps.Month[wave[i]] = month[i];
            }
        }
        return steps;
    }

    /// <summary>One step again, from what was remembered then.</summary>
    public static (float Fraud, float Month) Again(ISequenceModel model, ReadOnlySpan<float> row, SequenceMemory? before)
    {
        float[] memory = new float[model.Units];
        Load(before, memory);
        float[] fraud = new float[1];
        float[] month = new float[1];
        model.Step(row, memory, new float[model.Units], fraud, month);
        return (fraud[0], month[0]);
    }

    private static List<List<int>> Waves(IReadOnlyList<CustomerState> owners)
    {
        List<List<int>> waves = [];
        Dictionary<CustomerState, int> next = new(owners.Count, ReferenceEqualityComparer.Instance);
        for (int row = 0; row < owners.Count; row++)
        {
            int wave = next.GetValueOrDefault(owners[row]);
            next[owners[row]] = wave + 1;
            if (wave == waves.Count)
                waves.Add([]);
            waves[wave].Add(row);
        }
        return waves;
    }

    private static void Load(SequenceMemory? memory, Span<float> units)
    {
        if (memory is null)
            return;
        if (memory.Units.Length != units.Length)
            throw new InvalidDataException($"A customer's memory has {memory.Units.Length} units where the model has {units.Length}.");
        for (int i = 0; i < units.Length; i++)
            units[i] = (float)memory.Units[i];
    }

    private static Half[] Rounded(ReadOnlySpan<float> units)
    {
        Half[] rounded = new Half[units.Length];
        for (int i = 0; i < rounded.Length; i++)
            rounded[i] = (Half)units[i];
        return rounded;
    }
}
