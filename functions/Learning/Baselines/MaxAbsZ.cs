using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Baselines;

/// <summary>Unsupervised: the largest distance of any feature from its median, in robust standard deviations.</summary>
/// <remarks>
/// z = (x - median) / (1.4826·MAD), as 1.4826·MAD is the standard deviation of a normal sample (Rousseeuw and Croux 1993). Where more than
/// half of the values are equal the MAD is 0 and the standard deviation stands in; a constant feature and a missing value say nothing.
/// Example: median 10, MAD 2, value 22: z = 12/2.965 = 4.05.
/// </remarks>
public sealed class MaxAbsZ : IBaseline
{
    private readonly double[] medians;
    private readonly double[] scales;

    private MaxAbsZ(double[] medians, double[] scales) => (this.medians, this.scales) = (medians, scales);

    public string Name => "max |z|";

    public static MaxAbsZ Fit(Matrix rows)
    {
        var (medians, scales) = (new double[rows.Width], new double[rows.Width]);
        for (var feature = 0; feature < rows.Width; feature++)
        {
            var values = Present(rows, feature);
            if (values.Length == 0)
                continue;
            medians[feature] = Median(values);
            var spread = 1.4826 * Median(Array.ConvertAll(values, value => Math.Abs(value - medians[feature])));
            scales[feature] = spread > 0 ? spread : StandardDeviation(values);
        }
        return new MaxAbsZ(medians, scales);
    }

    public double[] Score(Dataset rows)
    {
        var scores = new double[rows.Rows];
        for (var row = 0; row < scores.Length; row++)
        {
            var values = rows.Features.Row(row);
            for (var feature = 0; feature < medians.Length; feature++)
                if (scales[feature] > 0 && !float.IsNaN(values[feature]))
                    scores[row] = Math.Max(scores[row], Math.Abs(values[feature] - medians[feature]) / scales[feature]);
        }
        return scores;
    }

    private static double[] Present(Matrix rows, int feature)
    {
        var values = new List<double>(rows.Rows);
        for (var row = 0; row < rows.Rows; row++)
            if (float.IsFinite(rows.Row(row)[feature]))
                values.Add(rows.Row(row)[feature]);
        return [.. values];
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double StandardDeviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
