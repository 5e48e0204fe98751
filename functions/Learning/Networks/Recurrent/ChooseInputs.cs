using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Learning.Networks.Recurrent;

/// <summary>Turns columns into inputs of a network: on the scale that their middle half has in the rows, without those that say nothing.</summary>
internal static class ChooseInputs
{
    // Quantiles of this many rows are as good as those of all.
    private const int MostSampled = 40_000;

    // The middle half of a normal distribution is this many standard deviations wide.
    private const float NormalQuartiles = 1.349f;

    internal static SequenceInput[] From(SequenceRows rows, FeatureSchema schema, IReadOnlyList<SequenceColumn> columns)
    {
        int[] sample = Sample(rows);
        List<SequenceInput> inputs = [];
        HashSet<string> patterns = [];
        foreach (SequenceColumn column in columns)
        {
            int index = IndexOf(schema, column.Name);
            float[] values = Array.ConvertAll(sample, row => rows.Features.Span[row * rows.Width + index]);
            float[] present = [.. values.Where(float.IsFinite).Order()];
            if (present.Length == 0)
                continue;
            IEnumerable<SequenceInput> candidates = column.Knots == 0
                ? [Level(index, present)]
                : Enumerable.Range(0, column.Knots).Select(knot => new SequenceInput(index, knot * column.Spacing, column.Spacing, true, 0));
            inputs.AddRange(candidates.Where(input => Varies(input, present)));
            // Columns of one entity are missing together: one input says it for all.
            if (present.Length < values.Length && patterns.Add(string.Concat(values.Select(value => float.IsNaN(value) ? '0' : '1'))))
                inputs.Add(SequenceInput.WhetherMissing(index));
        }
        return inputs.Count > 0 ? [.. inputs] : throw new TooLittleToLearnFrom("None of the columns varies: there is nothing to learn from.");
    }

    private static int[] Sample(SequenceRows rows)
    {
        int step = Math.Max(1, rows.Rows / MostSampled), at = 0;
        List<int> sample = [];
        foreach (int[] history in rows.Customers)
            foreach (int row in history)
                if (at++ % step == 0)
                    sample.Add(row);
        return [.. sample];
    }

    private static SequenceInput Level(int column, float[] sorted)
    {
        float middle = sorted[sorted.Length / 2];
        float scale = (sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4]) / NormalQuartiles;
        // Most rows alike, as with counts of frauds: then the spread of all gives the scale.
        if (!(scale > 1e-6f))
            scale = Deviation(sorted);
        return new SequenceInput(column, middle, scale > 1e-6f ? scale : 1, false, 0);
    }

    private static float Deviation(float[] values)
    {
        double mean = values.Average(value => (double)value);
        return (float)Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    private static bool Varies(SequenceInput input, float[] present)
    {
        float first = input.Of(present[0]);
        return Array.Exists(present, value => input.Of(value) != first);
    }

    private static int IndexOf(FeatureSchema schema, string name)
    {
        for (int column = 0; column < schema.Width; column++)
            if (schema.Columns[column].Name == name)
                return column;
        throw new ArgumentException($"The schema {schema.Name} has no column '{name}'.");
    }
}
