using System.Numerics.Tensors;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Policies;

/// <summary>
/// Intervals of ratios of sums over customers, by drawing whole customers anew. Studentised (bootstrap-t, Efron and Tibshirani 1993, chapter 12):
/// each draw is measured in its own standard error, which for skewed money covers better than percentiles. Where the plain percentiles reach
/// further, they stand: with few frauds among what would change, the outer of the two covers as often as it says, either alone does not.
/// </summary>
internal static class ClusterBootstrap
{
    // Sums kept per series: numerator, denominator, and their squares and product, all about the estimate.
    private const int Kept = 5;

    // A draw without any of the few customers who differ has next to no error of its own; beyond eight of them it says nothing more.
    private const double Farthest = 8;

    /// <param name="numerators">By series, then customer.</param>
    /// <param name="denominators">The same.</param>
    /// <param name="draws">How often the customers are drawn.</param>
    /// <param name="level">Of the interval.</param>
    /// <param name="seed">Same seed, same interval.</param>
    public static (double Value, Interval Interval)[] Ratios(double[][] numerators, double[][] denominators, int draws, double level, int seed)
    {
        int series = numerators.Length, customers = series == 0 ? 0 : numerators[0].Length;
        double[] values = new double[series];
        double[] rows = new double[customers * series * Kept];
        for (int s = 0; s < series; s++)
        {
            values[s] = TensorPrimitives.Sum<double>(numerators[s]) / TensorPrimitives.Sum<double>(denominators[s]);
            for (int customer = 0; customer < customers; customer++)
            {
                double denominator = denominators[s][customer], rest = numerators[s][customer] - values[s] * denominator;
                Span<double> row = rows.AsSpan((customer * series + s) * Kept, Kept);
                (row[0], row[1], row[2], row[3], row[4]) = (rest, denominator, rest * rest, rest * denominator, denominator * denominator);
            }
        }
        double[] sums = new double[series * Kept];
        for (int customer = 0; customer < customers; customer++)
            TensorPrimitives.Add(sums, rows.AsSpan(customer * sums.Length, sums.Length), sums);
        double[] errors = new double[series];
        for (int s = 0; s < series; s++)
            errors[s] = Studentised(sums.AsSpan(s * Kept, Kept)).Error;
        double[][] drawn = [.. Enumerable.Range(0, series).Select(_ => new double[draws])];
        double[][] shifts = [.. drawn.Select(_ => new double[draws])];
        Random random = new(seed);
        for (int draw = 0; draw < draws; draw++)
        {
            Array.Clear(sums);
            for (int i = 0; i < customers; i++)
                TensorPrimitives.Add(sums, rows.AsSpan(random.Next(customers) * sums.Length, sums.Length), sums);
            for (int s = 0; s < series; s++)
            {
                (double moved, double error) = Studentised(sums.AsSpan(s * Kept, Kept));
                shifts[s][draw] = moved;
                drawn[s][draw] = error > 0 ? Math.Clamp(moved / error, -Farthest, Farthest) : 0;
            }
        }
        return [.. Enumerable.Range(0, series).Select(s => (values[s], Between(values[s], errors[s], drawn[s], shifts[s], level)))];
    }

    private static (double Moved, double Error) Studentised(ReadOnlySpan<double> sums)
    {
        double moved = sums[0] / sums[1];
        double square = sums[2] - 2 * moved * sums[3] + moved * moved * sums[4];
        return (moved, Math.Sqrt(Math.Max(0, square)) / sums[1]);
    }

    private static Interval Between(double value, double error, double[] drawn, double[] shifts, double level)
    {
        (double low, double high) = Interval.Of(drawn, level);
        (double down, double up) = Interval.Of(shifts, level);
        return new Interval(value + Math.Min(-high * error, down), value + Math.Max(-low * error, up));
    }
}
