namespace FraudFunctions.Learning.Trees;

/// <summary>Chooses the thresholds a tree may ask for, feature by feature.</summary>
/// <remarks>
/// A feature with few distinct values gets one threshold in every gap. Otherwise the distinct values are shared out to bins of
/// about equal mass, where a row's mass is its weight and, by <see cref="CutRule.ClassBalanced"/>, frauds are scaled up to the
/// mass of all other rows. Example: values 1 1 1 2 9 with three bins give the thresholds 1.5 and 5.5.
/// </remarks>
internal static class FindCuts
{
    internal static Cuts[] Of(Dataset rows, BoostingOptions options, CancellationToken cancel)
    {
        var mass = MassOf(rows, options.Cuts);
        var cuts = new Cuts[rows.Features.Width];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancel };
        Parallel.For(0, cuts.Length, parallel, () => (new ulong[rows.Rows], new ulong[rows.Rows]), (feature, _, buffers) =>
        {
            cuts[feature] = OfFeature(rows.Features, feature, mass, options.MaxCuts, buffers.Item1, buffers.Item2);
            return buffers;
        }, _ => { });
        return cuts;
    }

    private static Cuts OfFeature(Matrix rows, int feature, double[] mass, int maxCuts, ulong[] keys, ulong[] scratch)
    {
        var values = rows.Values.Span;
        var present = 0;
        for (var row = 0; row < rows.Rows; row++)
        {
            var value = values[row * rows.Width + feature];
            if (!float.IsNaN(value))
                keys[present++] = FloatOrder.Key(value, row);
        }
        var sorted = FloatOrder.Sort(keys.AsSpan(0, present), scratch.AsSpan(0, present));
        var missing = present < rows.Rows;
        // 256 codes fit a byte: 255 thresholds, or 254 where one code must stand for missing.
        var most = missing && maxCuts == byte.MaxValue ? maxCuts - 1 : maxCuts;
        return new Cuts(Thresholds(sorted, mass, most), missing, present > 0 && float.IsNegativeInfinity(FloatOrder.Value(sorted[0])));
    }

    /// <summary>Mass of every row; frauds and others weigh the same in total unless there are more frauds already.</summary>
    private static double[] MassOf(Dataset rows, CutRule rule)
    {
        var labels = rows.Labels.Span;
        var weights = rows.Weights.Span;
        var mass = new double[rows.Rows];
        double positive = 0, negative = 0;
        for (var row = 0; row < mass.Length; row++)
        {
            mass[row] = weights.IsEmpty ? 1 : weights[row];
            if (labels[row])
                positive += mass[row];
            else
                negative += mass[row];
        }
        var factor = rule switch
        {
            CutRule.ClassBalanced => positive > 0 ? Math.Max(1, negative / positive) : 1,
            CutRule.EqualFrequency => 1
        };
        for (var row = 0; row < mass.Length; row++)
            if (labels[row])
                mass[row] *= factor;
        return mass;
    }

    private static float[] Thresholds(ReadOnlySpan<ulong> sorted, double[] mass, int most)
    {
        var values = new List<float>();
        var masses = new List<double>();
        double total = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var value = FloatOrder.Value(sorted[i]);
            if (i == 0 || value != values[^1])
            {
                values.Add(value);
                masses.Add(0);
            }
            masses[^1] += mass[FloatOrder.Row(sorted[i])];
            total += mass[FloatOrder.Row(sorted[i])];
        }
        return values.Count <= most + 1 ? EveryGap(values) : EqualMass(values, masses, total, most);
    }

    private static float[] EveryGap(List<float> values)
    {
        var thresholds = new float[Math.Max(0, values.Count - 1)];
        for (var i = 0; i < thresholds.Length; i++)
            thresholds[i] = Between(values[i], values[i + 1]);
        return thresholds;
    }

    private static float[] EqualMass(List<float> values, List<double> masses, double total, int most)
    {
        var thresholds = new List<float>(most);
        var (left, bins, inBin) = (total, most + 1, 0.0);
        for (var i = 0; i + 1 < values.Count && bins > 1; i++)
        {
            inBin += masses[i];
            // Close the bin where it is nearest to its share of what is left; a heavy value thus gets a bin to itself.
            if (inBin + masses[i + 1] / 2 < left / bins)
                continue;
            thresholds.Add(Between(values[i], values[i + 1]));
            (left, bins, inBin) = (left - inBin, bins - 1, 0);
        }
        return [.. thresholds];
    }

    /// <summary>A float t with low &lt; t and t &lt;= high, halfway where there is room: every trained value falls on its own side.</summary>
    internal static float Between(float low, float high)
    {
        var middle = (float)(low + ((double)high - low) / 2);
        return middle > low && middle <= high ? middle : high;
    }
}
