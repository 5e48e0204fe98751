using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Baselines;

/// <summary>A straight line in log-odds over standardised features, with an L2 penalty on all but the intercept.</summary>
/// <remarks>
/// Minimises Σ loss + λ/2·|w|² by Newton's method (iteratively reweighted least squares), so λ = 1 is scikit-learn's default C = 1.
/// A missing value counts as the mean. Memory is one row and a width × width matrix.
/// </remarks>
public sealed class LogisticRegression : IBaseline
{
    private const int MostSteps = 50;
    private readonly Standardise standardise;
    private readonly double[] coefficients;

    private LogisticRegression(Standardise standardise, double[] coefficients)
        => (this.standardise, this.coefficients) = (standardise, coefficients);

    public string Name => "logistic regression";

    /// <summary>Change in log-odds per standard deviation of each feature.</summary>
    public IReadOnlyList<double> Coefficients => coefficients[..^1];
    public double Intercept => coefficients[^1];

    public static LogisticRegression Fit(Dataset rows, double lambda = 1, CancellationToken cancel = default)
    {
        rows.CheckTrainable();
        var standardise = Standardise.Fit(rows.Features);
        var coefficients = new double[rows.Features.Width + 1];
        var loss = double.PositiveInfinity;
        for (var step = 0; step < MostSteps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            var (current, gradient, hessian) = Derivatives(rows, standardise, coefficients, lambda);
            if (loss - current < 1e-9 * Math.Abs(current) && step > 0)
                break;
            loss = current;
            var move = Cholesky.Solve(hessian, gradient);
            var length = 1.0;
            var next = Moved(coefficients, move, length);
            // A full step can overshoot far from the optimum; half of it, or half of that, cannot.
            while (length > 1e-6 && Loss(rows, standardise, next, lambda) > loss)
                next = Moved(coefficients, move, length /= 2);
            coefficients = next;
        }
        return new LogisticRegression(standardise, coefficients);
    }

    public double[] Score(Dataset rows)
    {
        var scores = new double[rows.Rows];
        var z = new double[coefficients.Length];
        for (var row = 0; row < scores.Length; row++)
        {
            standardise.Row(rows.Features.Row(row), z);
            scores[row] = TreeEnsemble.Sigmoid(Margin(z, coefficients));
        }
        return scores;
    }

    private static (double Loss, double[] Gradient, double[,] Hessian) Derivatives(
        Dataset rows, Standardise standardise, double[] coefficients, double lambda)
    {
        var size = coefficients.Length;
        var (gradient, hessian, z) = (new double[size], new double[size, size], new double[size]);
        for (var row = 0; row < rows.Rows; row++)
        {
            standardise.Row(rows.Features.Row(row), z);
            var p = TreeEnsemble.Sigmoid(Margin(z, coefficients));
            var weight = Weight(rows, row);
            var error = weight * (p - (rows.Labels.Span[row] ? 1 : 0));
            var curvature = weight * p * (1 - p);
            for (var i = 0; i < size; i++)
            {
                gradient[i] += error * z[i];
                var scaled = curvature * z[i];
                for (var j = 0; j <= i; j++)
                    hessian[i, j] += scaled * z[j];
            }
        }
        for (var i = 0; i < size - 1; i++)
        {
            gradient[i] += lambda * coefficients[i];
            hessian[i, i] += lambda;
        }
        // Without a penalty a constant feature has no curvature at all.
        for (var i = 0; i < size; i++)
            hessian[i, i] += 1e-9;
        return (Loss(rows, standardise, coefficients, lambda), gradient, hessian);
    }

    private static double Loss(Dataset rows, Standardise standardise, double[] coefficients, double lambda)
    {
        double sum = 0;
        var z = new double[coefficients.Length];
        for (var row = 0; row < rows.Rows; row++)
        {
            standardise.Row(rows.Features.Row(row), z);
            var margin = Margin(z, coefficients);
            var away = rows.Labels.Span[row] ? -margin : margin;
            // ln(1 + e^away) without overflow.
            sum += Weight(rows, row) * (Math.Max(away, 0) + Math.Log(1 + Math.Exp(-Math.Abs(away))));
        }
        for (var i = 0; i < coefficients.Length - 1; i++)
            sum += lambda / 2 * coefficients[i] * coefficients[i];
        return sum;
    }

    private static float Weight(Dataset rows, int row) => rows.Weights.IsEmpty ? 1 : rows.Weights.Span[row];

    private static double Margin(double[] z, double[] coefficients)
    {
        double sum = 0;
        for (var i = 0; i < z.Length; i++)
            sum += z[i] * coefficients[i];
        return sum;
    }

    private static double[] Moved(double[] from, double[] move, double length)
        => [.. from.Zip(move, (value, step) => value - length * step)];
}
