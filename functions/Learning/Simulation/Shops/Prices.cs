using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Learning.Simulation.Shops;

/// <summary>How a trade writes its prices.</summary>
internal enum PriceStyle { Plain, Nines, Halves, Whole }

/// <summary>Amounts that look like prices: log-normal, then rounded as the trade does.</summary>
internal static class Prices
{
    private const long Least = 30;

    public static long Draw(ref Chance chance, double medianEuro, double sigma, PriceStyle style)
        => Round(ref chance, (long)(100 * chance.LogNormal(medianEuro, sigma)), style);

    /// <summary>Example: 4,731 cents are 46.99 in a web shop, 47.50 in a restaurant.</summary>
    public static long Round(ref Chance chance, long cents, PriceStyle style) => Math.Max(Least, style switch
    {
        PriceStyle.Plain => cents,
        // A basket with postage or two items does not end in nines.
        PriceStyle.Nines => chance.Unit() switch { < 0.55 => cents / 100 * 100 + 99, < 0.7 => cents / 100 * 100 + 95, < 0.8 => cents / 100 * 100, _ => cents },
        PriceStyle.Halves => (cents + 49) / 50 * 50,
        PriceStyle.Whole => Math.Max(100, cents / 100 * 100),
    });

    /// <summary>Between people: 5s, 10s, 50s, 100s the larger it gets.</summary>
    public static long BetweenPeople(ref Chance chance, double medianEuro, double sigma)
    {
        long cents = (long)(100 * chance.LogNormal(medianEuro, sigma));
        return chance.Hits(0.25) ? Math.Max(100, cents) : Rounded(cents);
    }

    /// <summary>To the note, and what a round sum looks like. Example: 137.20 is 140.</summary>
    public static long Rounded(long cents)
    {
        long unit = cents switch { < 20_00 => 5_00, < 200_00 => 10_00, < 1_000_00 => 50_00, _ => 100_00 };
        return Math.Max(unit, (cents + unit / 2) / unit * unit);
    }
}
