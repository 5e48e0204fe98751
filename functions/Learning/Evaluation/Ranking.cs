namespace FraudFunctions.Learning.Evaluation;

/// <summary>Rows in order of falling score, counted at every distinct score: tied rows are above the threshold together or not at all.</summary>
/// <remarks>
/// Example: scores .9 .8 .8 .1 with labels fraud, genuine, fraud, genuine. At .9 one fraud of one row; at .8 two of three.
/// Average precision = ½·1 + ½·⅔ = .8333; ROC AUC = (1 + 1 + ½ + 1)/4 = .875.
/// </remarks>
public sealed class Ranking
{
    private readonly double[] scores;
    private readonly long[] caught;
    private readonly long[] alarmed;

    private Ranking(double[] scores, long[] caught, long[] alarmed)
        => (this.scores, this.caught, this.alarmed) = (scores, caught, alarmed);

    public long Positives => caught[^1];
    public long Negatives => alarmed[^1];

    public static Ranking Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var order = FallingOrder(scores, labels.Length);
        var (distinct, caught, alarmed) = (new List<double>(), new List<long>(), new List<long>());
        long positives = 0, negatives = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if (labels[order[i]])
                positives++;
            else
                negatives++;
            if (i + 1 < order.Length && scores[order[i]] == scores[order[i + 1]])
                continue;
            distinct.Add(scores[order[i]]);
            caught.Add(positives);
            alarmed.Add(negatives);
        }
        if (positives == 0 || negatives == 0)
            throw new ArgumentException($"All {labels.Length} rows are of one class: a ranking has nothing to tell apart.");
        return new Ranking([.. distinct], [.. caught], [.. alarmed]);
    }

    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels) => Of(scores, labels).AveragePrecision();

    /// <summary>Σ (Rₙ - Rₙ₋₁)·Pₙ over the distinct scores, as scikit-learn's average_precision_score.</summary>
    public double AveragePrecision()
    {
        double sum = 0;
        long before = 0;
        for (var i = 0; i < caught.Length; i++)
        {
            sum += (caught[i] - before) * ((double)caught[i] / (caught[i] + alarmed[i]));
            before = caught[i];
        }
        return sum / Positives;
    }

    /// <summary>Chance that a fraud scores above a genuine row; a tie counts half (Mann and Whitney).</summary>
    public double RocAuc()
    {
        double sum = 0;
        long before = 0, alarmedBefore = 0;
        for (var i = 0; i < caught.Length; i++)
        {
            sum += (alarmed[i] - alarmedBefore) * ((before + caught[i]) / 2.0);
            (before, alarmedBefore) = (caught[i], alarmed[i]);
        }
        return sum / Positives / Negatives;
    }

    /// <summary>Greatest recall at a threshold whose false positive rate is at most this; no interpolation.</summary>
    public double RecallAt(double falsePositiveRate)
    {
        var best = 0L;
        for (var i = 0; i < caught.Length && alarmed[i] <= falsePositiveRate * Negatives; i++)
            best = caught[i];
        return (double)best / Positives;
    }

    /// <summary>The lowest score that may be flagged, with all at or above it, at this false positive rate; infinity when not even the highest may.</summary>
    public double ThresholdAt(double falsePositiveRate)
    {
        var lowest = double.PositiveInfinity;
        for (var i = 0; i < scores.Length && alarmed[i] <= falsePositiveRate * Negatives; i++)
            lowest = scores[i];
        return lowest;
    }

    /// <summary>Precision and recall by falling threshold; at most <paramref name="most"/> points, at about equal steps of recall.</summary>
    public IReadOnlyList<PrecisionRecallPoint> PrecisionRecall(int most = 200)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        var points = new List<PrecisionRecallPoint>();
        for (var i = 0; i < caught.Length; i++)
        {
            var last = i == caught.Length - 1;
            if (last || points.Count == 0 || caught[i] * (most - 2L) >= points.Count * Positives)
                points.Add(new(scores[i], (double)caught[i] / (caught[i] + alarmed[i]), (double)caught[i] / Positives));
            if (caught[i] == Positives)
                break;
        }
        return points;
    }

    /// <summary>Row numbers by falling score; equal scores in no promised order.</summary>
    internal static int[] FallingOrder(ReadOnlySpan<double> scores, int labels)
    {
        if (scores.Length != labels)
            throw new ArgumentException($"{scores.Length} scores for {labels} labels.");
        var keys = new double[scores.Length];
        var rows = new int[scores.Length];
        for (var row = 0; row < keys.Length; row++)
        {
            keys[row] = double.IsNaN(scores[row]) ? throw new ArgumentException($"Row {row} has no score (NaN).") : -scores[row];
            rows[row] = row;
        }
        Array.Sort(keys, rows);
        return rows;
    }
}

/// <summary>One point of a precision-recall curve: flag everything at or above the threshold.</summary>
public readonly record struct PrecisionRecallPoint(double Threshold, double Precision, double Recall);
