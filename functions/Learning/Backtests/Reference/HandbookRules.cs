namespace FraudFunctions.Learning.Backtests.Reference;

/// <summary>How the stream of the Fraud Detection Handbook was made (Le Borgne et al., chapter 3, "Transaction data simulator").</summary>
/// <remarks>
/// A customer has a mean m, and amounts are normal with m and a deviation of m/2; one below zero is drawn again, evenly from 0 to 2m.
/// Above 220 is fraud. Two of ten thousand terminals a day are compromised for 28 days: all that happens there is fraud. Three of five
/// thousand customers a day are compromised for 14 days: a third of their amounts is multiplied by five, and fraud.
/// </remarks>
internal static class HandbookRules
{
    public const double CertainAmount = 220;
    public const int TerminalDays = 28;
    public const int CustomerDays = 14;
    public const double MultipliedShare = 1 / 3.0;
    public const double TerminalStarts = 2 / 10_000.0;
    public const double CustomerStarts = 3 / 5_000.0;
    private const double Multiplier = 5;

    // Share of a normal that lies two deviations and more below its mean.
    private const double BelowZero = .02275;

    // An amount that the rules cannot make was made nevertheless, by rounding or by a mean that is only an estimate.
    private const double Never = 1e-9;

    /// <summary>Density of an honest amount of a customer with this mean.</summary>
    public static double Honest(double amount, double mean)
    {
        double z = (amount - mean) / (mean / 2);
        double normal = Math.Exp(-z * z / 2) / (mean / 2 * Math.Sqrt(2 * Math.PI));
        return normal + (amount <= 2 * mean ? BelowZero / (2 * mean) : 0) + Never;
    }

    /// <summary>Density of one that was multiplied.</summary>
    public static double Multiplied(double amount, double mean) => Honest(amount / Multiplier, mean) / Multiplier;
}
