using System.Collections.Frozen;

namespace FraudFunctions.Engine.Money;

/// <summary>
/// Turns amounts into one base currency, so that 5,000 yen and 30 euro are comparable as behaviour.
/// These are round reference rates, never used to move money; they are part of the feature schema, because a feature depends on them.
/// </summary>
public sealed record ReferenceRates
{
    public string BaseCurrency { get; init; } = "EUR";

    /// <summary>Base units per one unit of the currency, rounded; a behavioural feature does not need the day's fixing.</summary>
    public IReadOnlyDictionary<string, double> BasePerUnit { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["EUR"] = 1,
        ["USD"] = .87,
        ["GBP"] = 1.15,
        ["CHF"] = 1.07,
        ["JPY"] = .0056,
        ["SEK"] = .091,
        ["NOK"] = .085,
        ["DKK"] = .134,
        ["PLN"] = .235,
        ["CZK"] = .041,
        ["HUF"] = .0026,
        ["RON"] = .197,
        ["TRY"] = .021,
        ["AUD"] = .56,
        ["CAD"] = .62,
        ["NZD"] = .49,
        ["SGD"] = .66,
        ["HKD"] = .11,
        ["CNY"] = .12,
        ["INR"] = .0098,
        ["THB"] = .027,
        ["AED"] = .24,
        ["ZAR"] = .05,
        ["MXN"] = .047,
        ["BRL"] = .16,
        ["ILS"] = .26,
        ["KRW"] = .0006,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static ReferenceRates Default { get; } = new();

    public bool Covers(string currency) => BasePerUnit.ContainsKey(currency);

    /// <summary>
    /// The amount in hundredths of the base currency. A currency without a rate counts one to one: whoever asks checks
    /// <see cref="Covers"/> and says so in the decision.
    /// </summary>
    public long ToBaseMinor(long amountMinor, string currency)
    {
        if (currency == BaseCurrency)
            return amountMinor;
        double rate = BasePerUnit.TryGetValue(currency, out double known) ? known : 1;
        double baseMinor = amountMinor / Math.Pow(10, Currencies.Exponent(currency)) * rate * 100;
        return (long)Math.Round(baseMinor, MidpointRounding.ToEven);
    }
}
