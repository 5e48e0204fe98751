using System.Globalization;
using System.Text;
using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Money;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>
/// How values read in a sentence. Whatever was written by somebody outside stands in back quotes (ids) or curly quotes (texts), and cannot leave
/// them: what could end the quotes, start an anchor or hide from the eye is written as {U+5B}.
/// </summary>
internal static class Say
{
    private const int LongestText = 120;
    private const string IdMarks = "._:@~/+=#-";

    public static string Id(string value) => $"`{Escaped(value, rune => rune.IsAscii && (Rune.IsLetterOrDigit(rune) || IdMarks.Contains((char)rune.Value)))}`";

    public static string Quote(string value) => $"“{Escaped(value, IsHarmless)}”";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>1234 of EUR reads 12.34 EUR, of JPY 1,234 JPY; of a currency nobody knows it stays in minor units.</summary>
    public static string Money(long minor, string currency)
    {
        if (!Currencies.IsKnown(currency))
            return $"{Number(minor)} minor units of {Quote(currency)}";
        int decimals = Currencies.Exponent(currency);
        decimal unit = decimals switch { 0 => 1, 1 => 10, 2 => 100, _ => 1_000 };
        return string.Create(CultureInfo.InvariantCulture, $"{(minor / unit).ToString("N" + decimals, CultureInfo.InvariantCulture)} {currency}");
    }

    public static string Money(IEnumerable<MoneyView> sums) => List(sums.Select(sum => Money(sum.AmountMinor, sum.Currency)));

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Number(double value)
        => double.IsFinite(value) ? value.ToString("#,0.0##", CultureInfo.InvariantCulture) : Quote(value.ToString(CultureInfo.InvariantCulture));

    public static string Percent(double share)
        => double.IsFinite(share) ? (100 * share).ToString("#,0.0", CultureInfo.InvariantCulture) + " %" : Quote(share.ToString(CultureInfo.InvariantCulture));

    /// <summary>1 payment, 2 days, 3 countries.</summary>
    public static string Count(long count, string noun)
        => $"{Number(count)} {(count == 1 ? noun : noun.EndsWith("ry", StringComparison.Ordinal) ? noun[..^1] + "ies" : noun + "s")}";

    /// <summary>In the largest unit of which there are two, rounded down: 119 minutes, 2 hours.</summary>
    public static string Span(long seconds) => seconds switch
    {
        < 120 => Count(seconds, "second"),
        < 7_200 => Count(seconds / 60, "minute"),
        < 172_800 => Count(seconds / 3_600, "hour"),
        _ => Count(seconds / 86_400, "day"),
    };

    public static string List(IEnumerable<string> items)
    {
        string[] all = [.. items];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    public static string Plural(long count, string one, string many) => count == 1 ? one : many;

    private static bool IsHarmless(Rune rune) => "[]{}“”`\\".Contains(rune.ToString(), StringComparison.Ordinal) ? false : Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        _ => true,
    };

    private static string Escaped(string value, Func<Rune, bool> isHarmless)
    {
        StringBuilder text = new();
        int taken = 0;
        foreach (Rune rune in value.EnumerateRunes())
        {
            if (taken++ == LongestText)
                break;
            if (isHarmless(rune))
                text.Append(rune.ToString());
            else
                text.Append(CultureInfo.InvariantCulture, $"{{U+{rune.Value:X}}}");
        }
        int left = value.EnumerateRunes().Count() - LongestText;
        return left > 0 ? text.Append(CultureInfo.InvariantCulture, $"{{and {left} more}}").ToString() : text.ToString();
    }
}
