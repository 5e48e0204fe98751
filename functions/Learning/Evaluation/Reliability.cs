namespace FraudFunctions.Learning.Evaluation;

/// <summary>How far probabilities are from observed frequencies.</summary>
/// <remarks>Example: probabilities .2 .2 .8 .8 with labels 0 0 1 0 in two bins: |.2 - 0|·½ + |.8 - .5|·½ = .25.</remarks>
public static class Reliability
{
    // As scikit-learn's log_loss: a certain answer that is wrong costs 36, not infinity.
    private const double Edge = 2.220446049250313e-16;

    /// <summary>Mean squared distance to the label (Brier 1950).</summary>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels)
    {
        Check(probabilities, labels);
        double sum = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            var distance = probabilities[row] - (labels[row] ? 1 : 0);
            sum += distance * distance;
        }
        return sum / labels.Length;
    }

    /// <summary>Mean negative log-likelihood, in nats.</summary>
    public static double LogLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels)
    {
        Check(probabilities, labels);
        double sum = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            var p = Math.Clamp(probabilities[row], Edge, 1 - Edge);
            sum -= Math.Log(labels[row] ? p : 1 - p);
        }
        return sum / labels.Length;
    }

    /// <summary>Expected calibration error over bins of equal width: Σ share·|mean probability - frequency| (Naeini et al. 2015).</summary>
    public static double ExpectedCalibrationError(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, int bins)
    {
        double sum = 0;
        foreach (var point in Curve(probabilities, labels, bins))
            sum += point.Rows * Math.Abs(point.MeanProbability - point.Frequency);
        return sum / labels.Length;
    }

    /// <summary>One point per bin of equal width that has rows; a probability of 1 is in the last bin.</summary>
    public static IReadOnlyList<ReliabilityPoint> Curve(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, int bins)
    {
        Check(probabilities, labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var (rows, frauds, sums) = (new int[bins], new int[bins], new double[bins]);
        for (var row = 0; row < labels.Length; row++)
        {
            var bin = Math.Min((int)(probabilities[row] * bins), bins - 1);
            rows[bin]++;
            frauds[bin] += labels[row] ? 1 : 0;
            sums[bin] += probabilities[row];
        }
        return [.. Enumerable.Range(0, bins).Where(bin => rows[bin] > 0)
            .Select(bin => new ReliabilityPoint(rows[bin], sums[bin] / rows[bin], (double)frauds[bin] / rows[bin]))];
    }

    private static void Check(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels)
    {
        if (labels.IsEmpty || labels.Length != probabilities.Length)
            throw new ArgumentException($"{probabilities.Length} probabilities for {labels.Length} labels.");
        foreach (var probability in probabilities)
            if (!(probability is >= 0 and <= 1))
                throw new ArgumentException($"{probability} is no probability.");
    }
}

/// <summary>Rows whose probabilities are alike: what was said, and what was seen.</summary>
public readonly record struct ReliabilityPoint(int Rows, double MeanProbability, double Frequency);
