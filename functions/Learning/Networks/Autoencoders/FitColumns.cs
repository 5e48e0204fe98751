using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Networks.Autoencoders;

/// <summary>Finds for each column where it usually lies and how it is squashed; drops those that never change or are hardly ever there.</summary>
internal static class FitColumns
{
    // Quartiles do not get better than this many values make them.
    private const int MostValues = 50_000;

    // Fewer values than one row in a thousand say nothing of what is usual.
    private const double LeastPresent = .001;

    // The distance of the quartiles of a normal sample, in standard deviations.
    private const double NormalQuartiles = 1.349;

    internal static AutoencoderColumn[] Of(Matrix rows, ReadOnlySpan<int> sample, IEnumerable<int> columns)
    {
        int step = Math.Max(1, sample.Length / MostValues);
        int[] read = new int[(sample.Length + step - 1) / step];
        for (int i = 0; i < read.Length; i++)
            read[i] = sample[i * step];
        return [.. columns.Select(column => Of(rows, read, column)).OfType<AutoencoderColumn>()];
    }

    private static AutoencoderColumn? Of(Matrix rows, int[] sample, int column)
    {
        float[] values = [.. sample.Select(row => rows.Row(row)[column]).Where(float.IsFinite).Order()];
        if (values.Length < Math.Max(2, LeastPresent * sample.Length) || values[0] == values[^1])
            return null;
        double scale = (At(values, .75) - At(values, .25)) / NormalQuartiles;
        AutoencoderColumn plain = new(column, (float)At(values, .5), (float)(scale > 0 ? scale : Deviation(values)), 1, 1);
        double spread = Deviation(Array.ConvertAll(values, plain.Squash));
        return spread > 0 && plain.Scale > 0 && float.IsFinite(plain.Scale) ? plain with { Spread = (float)spread } : null;
    }

    private static double At(float[] sorted, double level)
    {
        double place = level * (sorted.Length - 1);
        int below = (int)place;
        return sorted[below] + (place - below) * ((double)sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
    }

    private static double Deviation(float[] values)
    {
        double mean = values.Average(value => (double)value);
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
