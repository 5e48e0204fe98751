namespace FraudFunctions.Learning.Governance;

/// <summary>How alike two rankings of reasons are: the mean, over depths 1 to the longer one's length, of the share they have in common so far (Fagin et al. 2003).</summary>
/// <remarks>Example: A B C against B A D: nothing in common at depth 1, all at 2, two of three at 3: (0 + 1 + ⅔) / 3 = .5556.</remarks>
public static class ReasonOverlap
{
    public static double Of(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        int depth = Math.Max(one.Count, other.Count);
        if (depth == 0)
            return 1;
        double sum = 0;
        for (int d = 1; d <= depth; d++)
            sum += one.Take(d).Intersect(other.Take(d), StringComparer.Ordinal).Count() / (double)d;
        return sum / depth;
    }

    /// <summary>The mean over rows explained by both.</summary>
    public static double Mean(IReadOnlyList<IReadOnlyList<string>> one, IReadOnlyList<IReadOnlyList<string>> other)
        => one.Count == 0 ? 1 : one.Zip(other, Of).Average();
}
