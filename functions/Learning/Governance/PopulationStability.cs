namespace FraudFunctions.Learning.Governance;

/// <summary>How far a distribution has moved from another, by the same bins: Σ (a - e)·ln(a / e), the symmetric Kullback-Leibler distance (Siddiqi 2006).</summary>
/// <remarks>By custom, below .1 nothing has happened, above .25 something has. Example: shares .5 .5 against .25 .75 give .2747.</remarks>
public static class PopulationStability
{
    // An empty bin would make it infinite; this share of the rows is as good as none.
    private const double LeastShare = 1e-4;

    public static double Index(ReadOnlySpan<long> actual, ReadOnlySpan<long> expected)
    {
        if (actual.Length != expected.Length)
            throw new ArgumentException($"{actual.Length} bins against {expected.Length}.");
        double ofActual = Total(actual), ofExpected = Total(expected);
        if (ofActual == 0 || ofExpected == 0)
            return 0;
        double sum = 0;
        for (int bin = 0; bin < actual.Length; bin++)
        {
            double a = Math.Max(actual[bin] / ofActual, LeastShare), e = Math.Max(expected[bin] / ofExpected, LeastShare);
            sum += (a - e) * Math.Log(a / e);
        }
        return sum;
    }

    private static double Total(ReadOnlySpan<long> counts)
    {
        long total = 0;
        foreach (long count in counts)
            total += count;
        return total;
    }
}
