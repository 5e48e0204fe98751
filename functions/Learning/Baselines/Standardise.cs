using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Baselines;

/// <summary>Turns a row into standard deviations from the training mean, with a 1 for the intercept at the end.</summary>
internal sealed class Standardise
{
    private readonly double[] means;
    private readonly double[] scales;

    private Standardise(double[] means, double[] scales) => (this.means, this.scales) = (means, scales);

    internal static Standardise Fit(Matrix rows)
    {
        var (counts, means, squares) = (new int[rows.Width], new double[rows.Width], new double[rows.Width]);
        for (var row = 0; row < rows.Rows; row++)
        {
            var values = rows.Row(row);
            for (var feature = 0; feature < values.Length; feature++)
            {
                if (!float.IsFinite(values[feature]))
                    continue;
                // Welford's update: no cancellation for large means.
                var distance = values[feature] - means[feature];
                means[feature] += distance / ++counts[feature];
                squares[feature] += distance * (values[feature] - means[feature]);
            }
        }
        var scales = squares.Zip(counts, (square, count) => count > 0 && square > 0 ? Math.Sqrt(square / count) : 1);
        return new Standardise(means, [.. scales]);
    }

    internal void Row(ReadOnlySpan<float> values, double[] z)
    {
        for (var feature = 0; feature < values.Length; feature++)
            z[feature] = float.IsFinite(values[feature]) ? (values[feature] - means[feature]) / scales[feature] : 0;
        z[^1] = 1;
    }
}
