namespace FraudFunctions.Engine.Models;

/// <summary>Puts back the probability of a model that was trained on a share of the genuine rows.</summary>
/// <remarks>
/// p = b·pₛ / (b·pₛ - pₛ + 1), with b the share kept (Dal Pozzolo et al. 2015, Calibrating probability with undersampling).
/// Example: with 5 % kept, a model that says .5 means .0476.
/// </remarks>
public static class PriorCorrection
{
    public static double Apply(double probability, double negativesKept)
        => negativesKept * probability / (negativesKept * probability + (1 - probability));
}
