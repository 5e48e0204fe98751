namespace FraudFunctions.Learning.Simulation.Places;

/// <summary>A currency with its ISO 4217 minor digits and a fixed rate: money is not what this simulation is about.</summary>
internal sealed record Currency(string Code, int Digits, double PerEuro)
{
    /// <summary>What the bank adds to the rate for a card payment abroad.</summary>
    private const double Markup = 1.0175;

    public static readonly Currency Euro = new("EUR", 2, 1);
    public static readonly Currency Pound = new("GBP", 2, 0.86);
    public static readonly Currency Dollar = new("USD", 2, 1.09);
    public static readonly Currency Yen = new("JPY", 0, 162);
    public static readonly Currency Franc = new("CHF", 2, 0.96);
    public static readonly Currency Lira = new("TRY", 2, 35);
    public static readonly Currency Koruna = new("CZK", 2, 25.1);
    public static readonly Currency Zloty = new("PLN", 2, 4.3);
    public static readonly Currency Krona = new("SEK", 2, 11.4);

    /// <summary>Three digits, to keep those honest who divide by a hundred.</summary>
    public static readonly Currency Dinar = new("TND", 3, 3.36);
    public static readonly Currency Baht = new("THB", 2, 37.5);

    private readonly double minorPerCent = PerEuro * (Digits == 0 ? 0.01 : Digits == 2 ? 1 : 10);

    public bool IsEuro => ReferenceEquals(this, Euro);

    /// <summary>Example: 1,000 euro cents are 1,620 yen.</summary>
    public long FromCents(long cents) => IsEuro ? cents : Math.Max(1, (long)Math.Floor(cents * minorPerCent + 0.5));

    /// <summary>A price tag in a currency nobody thinks of in euro: three digits that count, 1,620 stays, 16,234 becomes 16,200.</summary>
    public long PriceFromCents(long cents)
    {
        long minor = FromCents(cents);
        if (IsEuro)
            return minor;
        long unit = 1;
        while (minor / unit >= 1000)
            unit *= 10;
        return minor / unit * unit;
    }

    /// <summary>What the payment takes from an account in euro, the bank's markup included.</summary>
    public long ToBilledCents(long minor) => IsEuro ? minor : Math.Max(1, (long)Math.Floor(minor / minorPerCent * Markup + 0.5));
}
