using System.Net;
using FraudFunctions.Engine.Money;

namespace FraudFunctions.Engine.Transactions;

/// <summary>The members that follow a published code: read, normalised, checked against the list.</summary>
internal static class Codes
{
    public static string? Currency(ref JsonMembers json)
    {
        string? code = json.Text("currency", 16)?.ToUpperInvariant();
        if (code is null || Currencies.IsKnown(code))
            return code;
        json.Refuse("unknown-currency", "currency", $"is '{code}', which is not an active ISO 4217 code");
        return null;
    }

    public static string? Country(ref JsonMembers json)
    {
        string? code = json.Text("country", 16)?.ToUpperInvariant();
        if (code is null || Countries.IsKnown(code))
            return code;
        json.Refuse("unknown-country", "country", $"is '{code}', which is not an ISO 3166 alpha-2 code");
        return null;
    }

    public static string? Mcc(ref JsonMembers json)
    {
        string? code = json.Text("mcc", 16);
        if (code is null || (code.Length == 4 && code.All(char.IsAsciiDigit)))
            return code;
        json.Refuse("unknown-value", "mcc", $"is '{code}'; a merchant category has four digits");
        return null;
    }

    public static string? Ip(ref JsonMembers json)
    {
        string? text = json.Text("ip", 45);
        if (text is null)
            return null;
        // IPAddress also takes "1", "0x7f.1" and the name of a network card behind a %; an address has three dots or a colon.
        if (!text.Contains('%') && (text.Count(c => c == '.') == 3 || text.Contains(':')) && IPAddress.TryParse(text, out IPAddress? address))
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        json.Refuse("unknown-value", "ip", $"is '{text}', which is no IPv4 or IPv6 address");
        return null;
    }
}
