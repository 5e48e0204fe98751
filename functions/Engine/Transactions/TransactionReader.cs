using System.Text.Json;

namespace FraudFunctions.Engine.Transactions;

/// <summary>What to do with a member that the engine does not know.</summary>
public enum UnknownMembers
{
    /// <summary>A stream's producers move ahead of us: kept as an attribute.</summary>
    Keep,

    /// <summary>A caller who misspells a member wants to hear of it: refused.</summary>
    Refuse,
}

/// <summary>
/// One JSON object to one <see cref="Transaction"/>, or to the problem that names the member that is wrong.
/// Ids are trimmed, codes upper-cased, the ip written in its canonical form, times moved to UTC.
/// </summary>
public static class TransactionReader
{
    /// <summary>An event longer than this is refused: the widest honest one stays below 4 kB.</summary>
    public const int MaxEventBytes = 64 * 1024;

    // Ten thousand million units of a currency with two decimals; a wrong factor of 100 in a batch shows up here.
    private const long MaxAmountMinor = 1_000_000_000_000;
    private const int MaxAttributes = 64;
    private const int MaxAttributeLength = 2_048;

    // A clock that runs ahead by more than this is broken, and its future would poison every window.
    private static readonly TimeSpan clockTolerance = TimeSpan.FromHours(1);

    // Before this no producer of ours existed; 1970 is a missing time, not an early one.
    private static readonly DateTimeOffset earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly byte[][] names =
    [
        "id"u8.ToArray(), "customerId"u8.ToArray(), "accountId"u8.ToArray(), "type"u8.ToArray(), "direction"u8.ToArray(),
        "channel"u8.ToArray(), "amountMinor"u8.ToArray(), "currency"u8.ToArray(), "time"u8.ToArray(), "merchant"u8.ToArray(),
        "counterparty"u8.ToArray(), "deviceId"u8.ToArray(), "ip"u8.ToArray(), "geo"u8.ToArray(), "cardPresence"u8.ToArray(),
        "authentication"u8.ToArray(), "balanceBeforeMinor"u8.ToArray(), "attributes"u8.ToArray(),
    ];

    private static readonly byte[][] merchantNames = ["id"u8.ToArray(), "mcc"u8.ToArray(), "country"u8.ToArray()];
    private static readonly byte[][] counterpartyNames = ["account"u8.ToArray(), "name"u8.ToArray(), "country"u8.ToArray()];
    private static readonly byte[][] geoNames = ["latitude"u8.ToArray(), "longitude"u8.ToArray()];

    /// <summary>Whether an id may hold a character.</summary>
    public static bool IsIdCharacter(char c) => JsonMembers.IsIdCharacter(c);

    /// <summary>Reads one event. <paramref name="arrived"/> is when it reached us: an event from the future of that is refused.</summary>
    public static Parsed<Transaction> Read(ReadOnlySpan<byte> utf8, DateTimeOffset arrived, UnknownMembers unknown = UnknownMembers.Keep)
        => utf8.Length > MaxEventBytes
            ? new FieldProblem("too-large", "(event)", $"has {utf8.Length} bytes; at most {MaxEventBytes} are taken")
            : ReadWhole(utf8, arrived + clockTolerance, unknown);

    /// <summary>Reads what was written in the canonical form: longer than it came, where characters had to be escaped.</summary>
    public static Parsed<Transaction> ReadCanonical(ReadOnlySpan<byte> utf8) => ReadWhole(utf8, DateTimeOffset.MaxValue, UnknownMembers.Refuse);

    private static Parsed<Transaction> ReadWhole(ReadOnlySpan<byte> utf8, DateTimeOffset latest, UnknownMembers unknown)
    {
        try
        {
            return ReadObject(utf8, latest, unknown);
        }
        catch (JsonException broken)
        {
            return new FieldProblem("invalid-json", "(event)", $"is not JSON: byte {broken.BytePositionInLine} of line {broken.LineNumber + 1}");
        }
        catch (InvalidOperationException)
        {
            // What Utf8JsonReader throws for a string whose bytes are no UTF-8 or whose escapes are half a surrogate pair.
            return new FieldProblem("invalid-json", "(event)", "holds text that is not valid UTF-8");
        }
    }

    private static Parsed<Transaction> ReadObject(ReadOnlySpan<byte> utf8, DateTimeOffset latest, UnknownMembers unknown)
    {
        JsonMembers json = new(utf8, "");
        TransactionDraft draft = default;
        List<KeyValuePair<string, string>>? attributes = null;
        int hint = 0;
        if (!json.Begin())
            return json.Problem!;
        while (json.Next(names, ref hint, out int member, out string? unknownName))
        {
            if (unknownName is not null)
            {
                if (unknown == UnknownMembers.Refuse)
                    json.Refuse("unknown-member", unknownName, "is not a member of a transaction; put your own under attributes");
                else
                    Keep(ref json, ref attributes, unknownName);
                continue;
            }
            if (json.IsNull)
                continue;
            ReadMember(ref json, member, latest, ref draft, ref attributes);
        }
        FieldProblem? problem = json.Problem ?? draft.Missing() ?? draft.Inconsistent();
        return problem is not null ? problem : draft.ToTransaction(attributes);
    }

    private static void ReadMember(ref JsonMembers json, int member, DateTimeOffset latest, ref TransactionDraft draft, ref List<KeyValuePair<string, string>>? attributes)
    {
        switch (member)
        {
            case 0: draft.Id = json.Id("id"); break;
            case 1: draft.CustomerId = json.Id("customerId"); break;
            case 2: draft.AccountId = json.Id("accountId"); break;
            case 3: draft.Type = json.Choice<TransactionType>("type"); break;
            case 4: draft.Direction = json.Choice<Direction>("direction"); break;
            case 5: draft.Channel = json.Choice<Channel>("channel"); break;
            case 6: draft.AmountMinor = json.WholeNumber("amountMinor", 0, MaxAmountMinor); break;
            case 7: draft.Currency = Codes.Currency(ref json); break;
            case 8: draft.Time = json.Time("time", earliest, latest); break;
            case 9: draft.Merchant = ReadMerchant(ref json); break;
            case 10: draft.Counterparty = ReadCounterparty(ref json); break;
            case 11: draft.DeviceId = json.Id("deviceId"); break;
            case 12: draft.Ip = Codes.Ip(ref json); break;
            case 13: draft.Geo = ReadGeo(ref json); break;
            case 14: draft.CardPresence = json.Choice<CardPresence>("cardPresence"); break;
            case 15: draft.Authentication = json.Choice<Authentication>("authentication"); break;
            case 16: draft.BalanceBeforeMinor = json.WholeNumber("balanceBeforeMinor", -MaxAmountMinor, MaxAmountMinor); break;
            case 17: ReadAttributes(ref json, ref attributes); break;
        }
    }

    private static Merchant? ReadMerchant(ref JsonMembers outer)
    {
        if (!Enter(ref outer, "merchant", out JsonMembers json))
            return null;
        string? id = null, mcc = null, country = null;
        int hint = 0;
        while (json.Next(merchantNames, ref hint, out int member, out string? unknownName))
        {
            if (RefusedUnknown(ref json, unknownName) || json.IsNull)
                continue;
            switch (member)
            {
                case 0: id = json.Id("id"); break;
                case 1: mcc = Codes.Mcc(ref json); break;
                case 2: country = Codes.Country(ref json); break;
            }
        }
        if (id is null)
            json.Refuse("missing", "id", "is missing");
        outer.Adopt(json.Problem);
        return json.Problem is null ? new Merchant(id!, mcc, country) : null;
    }

    private static Counterparty? ReadCounterparty(ref JsonMembers outer)
    {
        if (!Enter(ref outer, "counterparty", out JsonMembers json))
            return null;
        string? account = null, name = null, country = null;
        int hint = 0;
        while (json.Next(counterpartyNames, ref hint, out int member, out string? unknownName))
        {
            if (RefusedUnknown(ref json, unknownName) || json.IsNull)
                continue;
            switch (member)
            {
                case 0: account = json.Id("account"); break;
                case 1: name = json.Text("name", 140); break;
                case 2: country = Codes.Country(ref json); break;
            }
        }
        if (account is null)
            json.Refuse("missing", "account", "is missing");
        outer.Adopt(json.Problem);
        return json.Problem is null ? new Counterparty(account!, name, country) : null;
    }

    private static Geo? ReadGeo(ref JsonMembers outer)
    {
        if (!Enter(ref outer, "geo", out JsonMembers json))
            return null;
        double? latitude = null, longitude = null;
        int hint = 0;
        while (json.Next(geoNames, ref hint, out int member, out string? unknownName))
        {
            if (RefusedUnknown(ref json, unknownName))
                continue;
            switch (member)
            {
                case 0: latitude = json.Number("latitude", -90, 90); break;
                case 1: longitude = json.Number("longitude", -180, 180); break;
            }
        }
        if (latitude is null || longitude is null)
            json.Refuse("missing", latitude is null ? "latitude" : "longitude", "is missing");
        outer.Adopt(json.Problem);
        return json.Problem is null ? new Geo(latitude!.Value, longitude!.Value) : null;
    }

    private static void ReadAttributes(ref JsonMembers outer, ref List<KeyValuePair<string, string>>? attributes)
    {
        if (!Enter(ref outer, "attributes", out JsonMembers json))
            return;
        int hint = 0;
        while (json.Next([], ref hint, out _, out string? name))
            Keep(ref json, ref attributes, name!);
        outer.Adopt(json.Problem);
    }

    private static void Keep(ref JsonMembers json, ref List<KeyValuePair<string, string>>? attributes, string name)
    {
        attributes ??= [];
        string value = json.Raw();
        if (name.Length is 0 or > JsonMembers.MaxIdLength || value.Length > MaxAttributeLength || attributes.Count == MaxAttributes)
            json.Refuse("too-large", name.Length is 0 or > JsonMembers.MaxIdLength ? "attributes" : name, $"an event keeps {MaxAttributes} further members with names of {JsonMembers.MaxIdLength} and values of {MaxAttributeLength} characters");
        else if (attributes.Exists(kept => kept.Key == name))
            json.Refuse("duplicate-member", name, "appears twice");
        else
            attributes.Add(new(name, value));
    }

    private static bool Enter(ref JsonMembers outer, string name, out JsonMembers inner)
    {
        if (outer.IsObject)
        {
            inner = new JsonMembers(outer.Nested(), name);
            return inner.Begin();
        }
        outer.Refuse("wrong-type", name, "is not a JSON object");
        inner = default;
        return false;
    }

    private static bool RefusedUnknown(ref JsonMembers json, string? unknownName)
    {
        if (unknownName is null)
            return false;
        json.Refuse("unknown-member", unknownName, "is not a member here; put your own under attributes");
        return true;
    }
}
