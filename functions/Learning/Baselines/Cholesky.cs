namespace FraudFunctions.Learning.Baselines;

/// <summary>Solves a·x = b for a symmetric positive definite matrix, of which only the lower half is read.</summary>
/// <remarks>Example: a = [[4, 2], [2, 3]], b = [8, 7]: x = [1.25, 1.5].</remarks>
internal static class Cholesky
{
    internal static double[] Solve(double[,] a, double[] b)
    {
        var size = b.Length;
        var lower = new double[size, size];
        for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++)
            {
                var sum = a[i, j];
                for (var k = 0; k < j; k++)
                    sum -= lower[i, k] * lower[j, k];
                if (i == j && !(sum > 0))
                    throw new InvalidOperationException($"Row {i} depends on the rows before it: the matrix is not positive definite.");
                lower[i, j] = i == j ? Math.Sqrt(sum) : sum / lower[j, j];
            }
        var x = new double[size];
        for (var i = 0; i < size; i++)
        {
            x[i] = b[i];
            for (var k = 0; k < i; k++)
                x[i] -= lower[i, k] * x[k];
            x[i] /= lower[i, i];
        }
        for (var i = size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < size; k++)
                x[i] -= lower[k, i] * x[k];
            x[i] /= lower[i, i];
        }
        return x;
    }
}
