using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Baselines;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Training;

/// <summary>What each part says of rows that none of them was fitted on, in the terms in which they are added up; null where there is no such part.</summary>
public sealed record BlendRows
{
    /// <summary>Log odds of the trees after prior correction.</summary>
    public required double[] Trees { get; init; }

    /// <summary>As <see cref="Blend.Unusualness"/> gives it.</summary>
    public double[]? Anomaly { get; init; }

    /// <summary>Log odds of the sequence.</summary>
    public double[]? Sequence { get; init; }
    public required bool[] Labels { get; init; }
    public required IReadOnlyList<string> Customers { get; init; }
}

/// <summary>One way of putting parts together, and how it did on customers it was not fitted on.</summary>
public sealed record BlendTrial(string Parts, double LogLoss, double AveragePrecision, bool Chosen);

/// <summary>The blend that was chosen, null for the trees alone; what it was chosen from; and the parts that did not earn a weight.</summary>
public sealed record FittedBlend(Blend? Blend, IReadOnlyList<BlendTrial> Trials, IReadOnlyList<string> Auxiliary);

/// <summary>
/// Stacks the parts of a model (Wolpert 1992) by logistic regression on their log odds, weights not negative, on rows later than those that they were
/// fitted on. A part gets a weight only where the loss on other customers' rows falls by more than chance: one that does not earn its place is kept as
/// an auxiliary that is recorded and decides nothing.
/// </summary>
public static class FitBlend
{
    // Four weights and four choices want a few frauds each.
    private const int FewestFrauds = 40;

    // The improvement has to be this many times its own standard error, customer by customer.
    private const double Beyond = 1;

    // Weights are drawn to "the trees as they are": without it, a dozen frauds could turn them around.
    private const double Ridge = 1;
    private const int MostSteps = 50;

    private static readonly (string Name, bool Sequence, bool Anomaly)[] ways = [("trees", false, false), ("trees + sequence", true, false), ("trees + autoencoder", false, true), ("trees + sequence + autoencoder", true, true)];

    public static FittedBlend On(BlendRows rows)
    {
        string[] parts = [.. rows.Sequence is null ? [] : (string[])["sequence"], .. rows.Anomaly is null ? [] : (string[])["autoencoder"]];
        if (parts.Length == 0 || rows.Labels.Count(true) < FewestFrauds)
            return new FittedBlend(null, [], parts);
        (string Name, bool Sequence, bool Anomaly)[] possible = [.. ways.Where(way => (!way.Sequence || rows.Sequence is not null) && (!way.Anomaly || rows.Anomaly is not null))];
        double[][] probabilities = [.. possible.Select(way => CustomerFolds.OutOfFold(takes => Blended(rows, Fit(rows, way.Sequence, way.Anomaly, takes)), rows.Customers))];
        int chosen = 0;
        for (int way = 1; way < possible.Length; way++)
        {
            if (Improves(rows, probabilities[chosen], probabilities[way]))
                chosen = way;
        }
        BlendTrial[] trials = [.. possible.Select((way, i) => new BlendTrial(way.Name, Reliability.LogLoss(probabilities[i], rows.Labels), Ranking.AveragePrecision(probabilities[i], rows.Labels), i == chosen))];
        Blend? blend = chosen == 0 ? null : Fit(rows, possible[chosen].Sequence, possible[chosen].Anomaly, _ => true);
        return new FittedBlend(blend, trials, [.. parts.Where(part => blend is null || (part == "sequence" ? blend.Sequence : blend.Anomaly) == 0)]);
    }

    /// <summary>What a blend of the same parts says of all rows when it is fitted on some of them.</summary>
    public static double[] Again(BlendRows rows, Blend chosen, Func<int, bool> takes) => Blended(rows, Fit(rows, chosen.Sequence > 0, chosen.Anomaly > 0, takes));

    /// <summary>What a blend says of each row.</summary>
    public static double[] Blended(BlendRows rows, Blend blend)
        => [.. rows.Trees.Select((logOdds, row) => TreeEnsemble.Sigmoid(blend.LogOdds(logOdds, rows.Anomaly?[row] ?? 0, rows.Sequence?[row] ?? 0)))];

    /// <summary>Whether the loss falls, summed over customers, by more than its own noise between them.</summary>
    private static bool Improves(BlendRows rows, double[] before, double[] after)
    {
        Dictionary<string, double> gains = new(StringComparer.Ordinal);
        for (int row = 0; row < before.Length; row++)
        {
            double gain = Loss(before[row], rows.Labels[row]) - Loss(after[row], rows.Labels[row]);
            gains[rows.Customers[row]] = gains.GetValueOrDefault(rows.Customers[row]) + gain;
        }
        double mean = gains.Values.Average();
        double deviation = Math.Sqrt(gains.Values.Sum(gain => (gain - mean) * (gain - mean)) / Math.Max(1, gains.Count - 1));
        return mean > Beyond * deviation / Math.Sqrt(gains.Count);
    }

    private static double Loss(double probability, bool fraud) => -Math.Log(Math.Max(fraud ? probability : 1 - probability, 1e-12));

    /// <summary>Newton's method on intercept and weights; a weight that would be negative is taken out and the rest fitted again.</summary>
    private static Blend Fit(BlendRows rows, bool sequence, bool anomaly, Func<int, bool> takes)
    {
        for (; ; )
        {
            double[] weights = Newton(rows, sequence, anomaly, takes);
            if (sequence && weights[2] < 0)
                sequence = false;
            else if (anomaly && weights[3] < 0)
                anomaly = false;
            else
                return new Blend(weights[0], Math.Max(weights[1], 0), anomaly ? weights[3] : 0, sequence ? weights[2] : 0);
        }
    }

    private static double[] Newton(BlendRows rows, bool sequence, bool anomaly, Func<int, bool> takes)
    {
        double[] weights = [0, 1, 0, 0];
        double[] x = new double[4];
        for (int step = 0; step < MostSteps; step++)
        {
            double[] gradient = [0, Ridge * (weights[1] - 1), Ridge * weights[2], Ridge * weights[3]];
            double[,] hessian = new double[4, 4];
            for (int i = 0; i < 4; i++)
                hessian[i, i] = i == 0 ? 1e-9 : Ridge;
            for (int row = 0; row < rows.Labels.Length; row++)
            {
                if (!takes(row))
                    continue;
                (x[0], x[1], x[2], x[3]) = (1, rows.Trees[row], sequence ? rows.Sequence![row] : 0, anomaly ? rows.Anomaly![row] : 0);
                double p = TreeEnsemble.Sigmoid(weights[0] + weights[1] * x[1] + weights[2] * x[2] + weights[3] * x[3]);
                double error = p - (rows.Labels[row] ? 1 : 0);
                for (int i = 0; i < 4; i++)
                {
                    gradient[i] += error * x[i];
                    for (int j = 0; j <= i; j++)
                        hessian[i, j] += p * (1 - p) * x[i] * x[j];
                }
            }
            double[] move = Cholesky.Solve(hessian, gradient);
            // Far from the optimum a full step can overshoot; a unit of weight is far enough.
            double length = 1 / Math.Max(1, move.Max(Math.Abs));
            for (int i = 0; i < 4; i++)
                weights[i] -= length * move[i];
            if (move.Sum(Math.Abs) < 1e-9)
                break;
        }
        return weights;
    }
}
