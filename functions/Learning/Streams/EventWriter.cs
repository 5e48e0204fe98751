using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Learning.Streams;

/// <summary>
/// Turns the fields of a line into the JSON that a producer would send. It does not judge: a field that is no number is sent as it stands, and
/// the engine refuses it by name.
/// </summary>
internal sealed class EventWriter
{
    private enum Kind { Text, Id, Choice, Number, Amount, Time, Json }

    // In the order in which the engine writes a transaction.
    private static readonly (string Member, Kind Kind)[] members =
    [
        ("id", Kind.Id), ("customerId", Kind.Id), ("accountId", Kind.Id), ("type", Kind.Choice), ("direction", Kind.Choice), ("channel", Kind.Choice),
        ("amountMinor", Kind.Number), ("amount", Kind.Amount), ("currency", Kind.Text), ("time", Kind.Time),
        ("merchant.id", Kind.Id), ("merchant.mcc", Kind.Text), ("merchant.country", Kind.Text),
        ("counterparty.account", Kind.Id), ("counterparty.name", Kind.Text), ("counterparty.country", Kind.Text),
        ("deviceId", Kind.Id), ("ip", Kind.Text), ("geo.latitude", Kind.Number), ("geo.longitude", Kind.Number),
        ("cardPresence", Kind.Choice), ("authentication", Kind.Choice), ("balanceBeforeMinor", Kind.Number), ("balanceBefore", Kind.Amount), ("attributes", Kind.Json),
    ];

    private readonly CsvMap map;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter json;
    private readonly TimeZoneInfo? zone;

    public EventWriter(CsvMap map)
    {
        this.map = map;
        zone = map.TimeZone is null || CheckMap.IsOffset(map.TimeZone) ? null : TimeZoneInfo.FindSystemTimeZoneById(map.TimeZone);
        json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public static IEnumerable<string> Members => members.Select(member => member.Member);

    public static bool Knows(string member) => members.Any(known => known.Member == member);

    /// <summary>One event; <paramref name="field"/> answers the text of a column, empty when there is none.</summary>
    public byte[] Write(Func<string, string> field)
    {
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        json.WriteStartObject();
        string? open = null;
        foreach ((string member, Kind kind) in members)
        {
            string text = TextOf(member, field);
            if (text.Length == 0)
                continue;
            int dot = member.IndexOf('.');
            string? parent = dot < 0 ? null : member[..dot];
            if (open is not null && open != parent)
                json.WriteEndObject();
            if (parent is not null && open != parent)
                json.WriteStartObject(parent);
            open = parent;
            WriteMember(dot < 0 ? member : member[(dot + 1)..], kind, text, field);
        }
        if (open is not null)
            json.WriteEndObject();
        if (map.Attributes.Count > 0)
            WriteAttributes(field);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What a line says of a member, by its column, the map's values for it, or the constant; empty when nothing does.</summary>
    public string TextOf(string member, Func<string, string> field)
    {
        if (!map.Columns.TryGetValue(member, out string? column))
            return map.Constants.GetValueOrDefault(member, "");
        string text = field(column);
        if (text.Length > 0 && map.Values.TryGetValue(member, out IReadOnlyDictionary<string, string>? values))
            text = values.TryGetValue(text, out string? meant) ? meant : values.GetValueOrDefault("*", text);
        return map.CleanIds && members.Any(known => known.Member == member && known.Kind == Kind.Id) ? Clean(text) : text;
    }

    /// <summary>A time as ISO 8601; what is none stays as it is, and the engine refuses it by name.</summary>
    public string TimeOf(string text)
    {
        if (map.TimeFormat == "iso")
            return Zoned(text);
        if (CsvMap.Counters.TryGetValue(map.TimeFormat, out TimeSpan unit))
            return double.TryParse(text, CultureInfo.InvariantCulture, out double count) && InRange(map.TimeOrigin!.Value, count * unit.TotalDays) ? Iso(map.TimeOrigin.Value + count * unit) : text;
        return DateTimeOffset.TryParseExact(text, map.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? Zoned(SaysZone(text) ? Iso(time) : time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF", CultureInfo.InvariantCulture))
            : text;
    }

    // K stands for a zone that may be missing.
    private bool SaysZone(string text)
        => map.TimeFormat.Contains('z', StringComparison.Ordinal)
            || (map.TimeFormat.Contains('K', StringComparison.Ordinal) && DateTime.TryParseExact(text, map.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time) && time.Kind != DateTimeKind.Unspecified);

    /// <summary>Whether so many days after a time is a time at all.</summary>
    public static bool InRange(DateTimeOffset time, double days)
        => days > (DateTimeOffset.MinValue - time).TotalDays + 1 && days < (DateTimeOffset.MaxValue - time).TotalDays - 1;

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    private static string Clean(string id) => string.Create(id.Length, id, (clean, from) =>
    {
        for (int i = 0; i < clean.Length; i++)
            clean[i] = TransactionReader.IsIdCharacter(from[i]) ? from[i] : '_';
    });

    private void WriteAttributes(Func<string, string> field)
    {
        json.WriteStartObject("attributes");
        foreach ((string attribute, string column) in map.Attributes)
        {
            if (field(column) is { Length: > 0 } text)
                json.WriteString(attribute, text);
        }
        json.WriteEndObject();
    }

    /// <summary>The time with the map's zone, when it has none of its own.</summary>
    private string Zoned(string time)
    {
        string text = time.Replace(' ', 'T');
        // A day alone begins at midnight.
        if (text.Length == "yyyy-MM-dd".Length && text[4] == '-' && text[7] == '-')
            text += "T00:00:00";
        int clock = text.IndexOf('T');
        bool zoned = clock >= 0 && (text.EndsWith('Z') || text.AsSpan(clock).IndexOfAny('+', '-') >= 0);
        return zoned ? text : text + (zone is null ? map.TimeZone : Offset(zone, text));
    }

    /// <summary>How far the zone's clocks are ahead at that time of theirs; of the hour that comes twice, the second.</summary>
    private static string Offset(TimeZoneInfo zone, string text)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, out DateTime local))
            return "";
        TimeSpan offset = zone.GetUtcOffset(local);
        return (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture);
    }

    private void WriteMember(string name, Kind kind, string text, Func<string, string> field)
    {
        switch (kind)
        {
            case Kind.Text or Kind.Id:
                json.WriteString(name, text);
                break;
            case Kind.Choice:
                json.WriteString(name, Camel(text));
                break;
            case Kind.Time:
                json.WriteString(name, TimeOf(text));
                break;
            case Kind.Number:
                WriteNumber(name, text, 1);
                break;
            case Kind.Amount:
                WriteNumber(name + "Minor", text, map.AmountFactor * MinorUnits(field));
                break;
            case Kind.Json:
                json.WritePropertyName(name);
                if (IsJson(text))
                    json.WriteRawValue(text);
                else
                    json.WriteStringValue(text);
                break;
        }
    }

    /// <summary>Minor units in a whole one: 100 for the euro, 1 for the yen. What no currency is, the engine refuses by name.</summary>
    private int MinorUnits(Func<string, string> field)
    {
        string currency = TextOf("currency", field).Trim().ToUpperInvariant();
        return Currencies.IsKnown(currency) ? (int)Math.Pow(10, Currencies.Exponent(currency)) : 100;
    }

    private void WriteNumber(string name, string text, decimal factor)
    {
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) && Math.Abs(number) <= decimal.MaxValue / Math.Max(factor, 1))
            json.WriteNumber(name, Normal(factor == 1 ? number : Whole(number * factor)));
        else
            json.WriteString(name, text);
    }

    private static bool IsJson(string text)
    {
        try
        {
            using JsonDocument parsed = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Files that went through binary numbers hold 12.340000000000001; a half cent is left for the engine to refuse.
    private static decimal Whole(decimal minor) => Math.Abs(minor - Math.Round(minor)) < 1e-6m ? Math.Round(minor) : minor;

    // 57.1600 to 57.16, 146.00 to 146: a whole number must look like one.
    private static decimal Normal(decimal number) => number / 1.000000000000000000000000000000000m;

    /// <summary>top_up to topUp, PAYMENT to payment.</summary>
    private static string Camel(string text)
    {
        StringBuilder camel = new(text.Length);
        bool upper = false;
        foreach (char c in text)
        {
            if (c is '_' or '-' or ' ')
            {
                upper = true;
                continue;
            }
            camel.Append(upper ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            upper = false;
        }
        return camel.ToString();
    }
}
