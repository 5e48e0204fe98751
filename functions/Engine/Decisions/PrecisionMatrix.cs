namespace FraudFunctions.Engine.Decisions;

/// <summary>The inverse of a covariance, factored once (Cholesky), so that the variance in a direction is one substitution.</summary>
/// <example>Precision [[4, 0], [0, 25]]: the variance of the direction (2, 5) is 2²/4 + 5²/25 = 2.</example>
public sealed class PrecisionMatrix
{
    private readonly double[] lower;
    private readonly int size;

    private PrecisionMatrix(double[] lower, int size) => (this.lower, this.size) = (lower, size);

    /// <summary>Throws when the matrix is not symmetric and positive definite.</summary>
    public static PrecisionMatrix Of(IReadOnlyList<IReadOnlyList<double>> rows) => TryOf(rows) ?? throw new InvalidOperationException("A precision matrix is not symmetric and positive definite.");

    /// <summary>Null when the matrix is not symmetric and positive definite.</summary>
    public static PrecisionMatrix? TryOf(IReadOnlyList<IReadOnlyList<double>> rows)
    {
        int size = rows.Count;
        double[] lower = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                if (rows[i].Count != size || rows[j].Count != size || !(Math.Abs(rows[i][j] - rows[j][i]) <= 1e-9 * (1 + Math.Abs(rows[i][j]))))
                    return null;
                double sum = rows[i][j];
                for (int k = 0; k < j; k++)
                    sum -= lower[i * size + k] * lower[j * size + k];
                if (i == j && !(sum > 0 && double.IsFinite(sum)))
                    return null;
                lower[i * size + j] = i == j ? Math.Sqrt(sum) : sum / lower[j * size + j];
            }
        }
        return new PrecisionMatrix(lower, size);
    }

    /// <summary>The variance of the sum of the weights times the direction: x' P⁻¹ x.</summary>
    public double Variance(ReadOnlySpan<double> direction)
    {
        Span<double> solved = size <= 64 ? stackalloc double[size] : new double[size];
        double variance = 0;
        for (int i = 0; i < size; i++)
        {
            double value = direction[i];
            for (int k = 0; k < i; k++)
                value -= lower[i * size + k] * solved[k];
            solved[i] = value / lower[i * size + i];
            variance += solved[i] * solved[i];
        }
        return variance;
    }
}
