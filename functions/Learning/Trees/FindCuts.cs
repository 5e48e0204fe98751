namespace FraudFunctions.Learning.Trees;

/// <summary>Chooses the thresholds a tree may ask for, feature by feature.</summary>
/// <remarks>
/// A feature with few distinct values gets one threshold in every gap. Otherwise the distinct values are shared out to bins of
/// about equal mass, where a row's mass is its weight and, by <see cref="CutRule.ClassBalanced"/>, frauds are scaled up to the
/// mass of all other rows. Example: values 1 1 1 2 9 with three bins give the thresholds 1.5 and 5.5.
/// </remarks>
internal sealed class FindCuts
{
    private readonly Dataset rows;
    private readonly int maxCuts;
    private readonly double fraudFactor;

    internal FindCuts(Dataset rows, BoostingOptions options)
    {
        (this.rows, maxCuts) = (rows, options.MaxCuts);
        fraudFactor = options.Cuts switch
        {
            CutRule.ClassBalanced => BalancingFactor(rows),
            CutRule.EqualFrequency => 1
        };
    }

    /// <param name="column">The feature's value in every row.</param>
    /// <param name="keys">As long as the column; overwritten, as is <paramref name="scratch"/>.</param>
    /// <param name="scratch">As long as the column.</param>
    internal Cuts Of(ReadOnlySpan<float> column, Span<ulong> keys, Span<ulong> scratch)
    {
        var present = 0;
        for (var row = 0; row < column.Length; row++)
            if (!float.IsNaN(column[row]))
                keys[present++] = FloatOrder.Key(column[row], row);
        var sorted = FloatOrder.Sort(keys[..present], scratch[..present]);
        var missing = present < column.Length;
        // 256 codes fit a byte: 255 thresholds, or 254 where one code must stand for missing.
        var most = missing && maxCuts == byte.MaxValue ? maxCuts - 1 : maxCuts;
        var thresholds = EveryGap(sorted, most) ?? EqualMass(sorted, most);
        return new Cuts(thresholds, missing, present > 0 && float.IsNegativeInfinity(FloatOrder.Value(sorted[0])));
    }

    /// <summary>What a fraud's weight is multiplied by so that frauds weigh as much as the rest, unless they do already.</summary>
    private static double BalancingFactor(Dataset rows)
    {
        double positive = 0, negative = 0;
        for (var row = 0; row < rows.Rows; row++)
        {
            var weight = rows.Weights.IsEmpty ? 1 : rows.Weights.Span[row];
            if (rows.Labels.Span[row])
                positive += weight;
            else
                negative += weight;
        }
        return positive > 0 ? Math.Max(1, negative / positive) : 1;
    }

    /// <summary>One threshold in every gap, or null if there are more gaps than that.</summary>
    private static float[]? EveryGap(ReadOnlySpan<ulong> sorted, int most)
    {
        var thresholds = new List<float>(most);
        for (var i = 1; i < sorted.Length; i++)
        {
            if (FloatOrder.SameValue(sorted[i - 1], sorted[i]))
                continue;
            if (thresholds.Count == most)
                return null;
            thresholds.Add(Between(FloatOrder.Value(sorted[i - 1]), FloatOrder.Value(sorted[i])));
        }
        return [.. thresholds];
    }

    private float[] EqualMass(ReadOnlySpan<ulong> sorted, int most)
    {
        var weights = rows.Weights.Span;
        var labels = rows.Labels.Span;
        var thresholds = new List<float>(most);
        var (left, bins, inBin) = (TotalMass(sorted, labels, weights), most + 1, 0.0);
        var start = 0;
        while (start < sorted.Length && bins > 1)
        {
            var (end, next) = Run(sorted, start, labels, weights);
            // Close the bin where it is nearest to its share of what is left; a heavy value thus gets a bin to itself.
            if (start > 0 && inBin + next / 2 >= left / bins)
            {
                thresholds.Add(Between(FloatOrder.Value(sorted[start - 1]), FloatOrder.Value(sorted[start])));
                (left, bins, inBin) = (left - inBin, bins - 1, 0);
            }
            (inBin, start) = (inBin + next, end);
        }
        return [.. thresholds];
    }

    /// <summary>End and mass of the run of equal values that starts here.</summary>
    private (int End, double Mass) Run(ReadOnlySpan<ulong> sorted, int start, ReadOnlySpan<bool> labels, ReadOnlySpan<float> weights)
    {
        var end = start;
        double mass = 0;
        do
            mass += Mass(FloatOrder.Row(sorted[end++]), labels, weights);
        while (end < sorted.Length && FloatOrder.SameValue(sorted[start], sorted[end]));
        return (end, mass);
    }

    private double TotalMass(ReadOnlySpan<ulong> sorted, ReadOnlySpan<bool> labels, ReadOnlySpan<float> weights)
    {
        double total = 0;
        foreach (var key in sorted)
            total += Mass(FloatOrder.Row(key), labels, weights);
        return total;
    }

    private double Mass(int row, ReadOnlySpan<bool> labels, ReadOnlySpan<float> weights)
        => (labels[row] ? fraudFactor : 1) * (weights.IsEmpty ? 1 : weights[row]);

    /// <summary>A float t with low &lt; t and t &lt;= high, halfway where there is room: every trained value falls on its own side.</summary>
    internal static float Between(float low, float high)
    {
        var middle = (float)(low + ((double)high - low) / 2);
        return middle > low && middle <= high ? middle : high;
    }
}
