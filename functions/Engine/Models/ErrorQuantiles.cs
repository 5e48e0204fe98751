namespace FraudFunctions.Engine.Models;

/// <summary>Reconstruction errors of training rows by quantile, close together where errors are rare: 1 - 10^(-j/20) for j from 0 to 100.</summary>
/// <remarks>Example: entry 20 is the error that a tenth of the rows exceeds, entry 60 one in a thousand, the last one in a hundred thousand.</remarks>
public static class ErrorQuantiles
{
    public const int Count = 101;
    private const double PerDecade = 20, Rarest = 1e-5, Edge = 1e-7;

    /// <summary>The quantiles of a sample of errors.</summary>
    public static float[] Of(ReadOnlySpan<float> errors)
    {
        if (errors.IsEmpty)
            throw new ArgumentException("There are no errors to take quantiles of.");
        float[] sorted = errors.ToArray();
        Array.Sort(sorted);
        float[] quantiles = new float[Count];
        for (int j = 0; j < Count; j++)
        {
            double place = Level(j) * (sorted.Length - 1);
            int below = (int)place;
            int above = Math.Min(below + 1, sorted.Length - 1);
            quantiles[j] = (float)(sorted[below] + (place - below) * ((double)sorted[above] - sorted[below]));
        }
        return quantiles;
    }

    /// <summary>Share of rows with less error, above 0 and below 1; never falls as the error rises.</summary>
    public static double Percentile(ReadOnlySpan<float> quantiles, float error)
    {
        if (!(error >= quantiles[0]))
            return Edge;
        if (error >= quantiles[^1])
            // Beyond all that was seen: twice the largest error is taken to be half as common.
            return 1 - Math.Max(Rarest * (quantiles[^1] > 0 ? quantiles[^1] / error : 1), 1e-12);
        int above = 1;
        while (quantiles[above] <= error)
            above++;
        double between = (error - quantiles[above - 1]) / (quantiles[above] - quantiles[above - 1]);
        return Math.Max(Level(above - 1 + between), Edge);
    }

    private static double Level(double j) => 1 - Math.Pow(10, -j / PerDecade);
}
