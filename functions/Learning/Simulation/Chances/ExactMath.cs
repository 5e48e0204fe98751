namespace FraudFunctions.Learning.Simulation.Chances;

/// <summary>
/// Logarithm and exponential from IEEE additions and multiplications alone. Those of the platform may differ in the last
/// bit between machines; these do not, and so neither does the stream. Good to 1e-13, ample for prices.
/// </summary>
internal static class ExactMath
{
    private const double Ln2 = 0.693147180559945309417;

    /// <summary>Natural logarithm of a positive, normal number. Example: Log(10) = 2.302585092994.</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1023L << 52));
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        // ln m = 2 artanh t with t = (m - 1)/(m + 1), |t| <= 0.172.
        double t = (mantissa - 1) / (mantissa + 1), square = t * t, sum = 1.0 / 17;
        for (int k = 15; k >= 1; k -= 2)
            sum = sum * square + 1.0 / k;
        return 2 * t * sum + exponent * Ln2;
    }

    /// <summary>e to the power of x, for |x| up to 700. Example: Exp(1) = 2.718281828459.</summary>
    public static double Exp(double x)
    {
        double powerOfTwo = Math.Floor(x / Ln2 + 0.5), rest = x - powerOfTwo * Ln2, sum = 1;
        for (int k = 13; k >= 1; k--)
            sum = 1 + sum * rest / k;
        return Math.ScaleB(sum, (int)powerOfTwo);
    }

    /// <summary>x to the power of y, for x positive.</summary>
    public static double Pow(double x, double y) => Exp(y * Log(x));
}
