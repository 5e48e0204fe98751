using System.Globalization;
using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Learning.Simulation.Places;

/// <summary>Invented account numbers in the form of an IBAN with valid check digits (ISO 13616, mod 97 = 1).</summary>
internal static class Iban
{
    // Length of the national part, in countries where it is digits only.
    private static readonly (string Country, int Digits)[] countries =
        [("DE", 18), ("AT", 16), ("BE", 12), ("ES", 20), ("FI", 14), ("EE", 16), ("LT", 16), ("PL", 24)];

    // Most of a household's payees are at home; so are most of a thief's.
    private static readonly double[] weights = Chance.RunningTotals([70, 10, 4, 5, 2, 2, 4, 3]);

    public static string Of(string country, string nationalPart)
    {
        long rest = 0;
        foreach (char digit in nationalPart)
            rest = (rest * 10 + (digit - '0')) % 97;
        foreach (char letter in country)
            rest = (rest * 100 + (letter - 'A' + 10)) % 97;
        return string.Create(CultureInfo.InvariantCulture, $"{country}{98 - rest * 100 % 97:D2}{nationalPart}");
    }

    /// <summary>The account of customer number <paramref name="index"/> with the simulated bank.</summary>
    public static string OfCustomer(int index)
        => Of("DE", string.Create(CultureInfo.InvariantCulture, $"50099000{(long)index + 10_000_000:D10}"));

    /// <summary>An account with some other bank.</summary>
    public static (string Account, string Country) Elsewhere(ref Chance chance)
    {
        var (country, digits) = countries[chance.Pick(weights)];
        Span<char> part = stackalloc char[digits];
        // Bank codes from 8 upwards, so that none is an account of ours.
        part[0] = (char)('8' + chance.Below(2));
        for (int i = 1; i < digits; i++)
            part[i] = (char)('0' + chance.Below(10));
        return (Of(country, new string(part)), country);
    }
}
