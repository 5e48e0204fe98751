namespace FraudFunctions.Engine.Models;

/// <summary>
/// How the parts of a model become one: a straight line in log odds, fitted on rows later than those the parts were fitted on (stacking, Wolpert 1992).
/// No weight is negative, so that no part ever argues against itself.
/// </summary>
/// <remarks>
/// z = Intercept + Trees·logit(p) + Anomaly·a + Sequence·logit(s), with a = -ln(1 - percentile): one for an ordinary row, 6.9 for one in a thousand.
/// Example: intercept 0, weights 1, .1 and .3; p = .01, the oddest row in a thousand, s = .05: -4.595 + .691 - .883 = -4.787, a probability of .0083.
/// </remarks>
public sealed record Blend(double Intercept, double Trees, double Anomaly, double Sequence)
{
    /// <summary>The trees alone, as they are.</summary>
    public static Blend TreesAlone { get; } = new(0, 1, 0, 0);

    /// <summary>What an ordinary row has for a: the mean of an exponential distribution, which -ln(1 - percentile) follows.</summary>
    public const double OrdinaryAnomaly = 1;

    public double LogOdds(double treesLogOdds, double anomaly, double sequenceLogOdds)
        => Intercept + Trees * treesLogOdds + (Anomaly == 0 ? 0 : Anomaly * anomaly) + (Sequence == 0 ? 0 : Sequence * sequenceLogOdds);

    /// <summary>How unusual a row is, from the share of rows that are less so. Capped where the percentile's last digit is chance.</summary>
    public static double Unusualness(double percentile) => -Math.Log(Math.Max(1 - percentile, 1e-6));
}
