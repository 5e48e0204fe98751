using System.Globalization;
using System.Text.Json;

namespace FraudFunctions.Engine.Transactions;

/// <summary>
/// Writes a transaction in its canonical form: members in one order, absent ones left out, times in UTC.
/// Reading it back gives an equal transaction; writing that gives the same bytes.
/// </summary>
public static class TransactionWriter
{
    public static void Write(Utf8JsonWriter json, Transaction transaction)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, transaction.Id);
        json.WriteString("customerId"u8, transaction.CustomerId);
        WriteOptional(json, "accountId"u8, transaction.AccountId);
        json.WriteString("type"u8, Choices<TransactionType>.NameOf(transaction.Type));
        json.WriteString("direction"u8, Choices<Direction>.NameOf(transaction.Direction));
        json.WriteString("channel"u8, Choices<Channel>.NameOf(transaction.Channel));
        json.WriteNumber("amountMinor"u8, transaction.AmountMinor);
        json.WriteString("currency"u8, transaction.Currency);
        WriteTime(json, "time"u8, transaction.Time);
        if (transaction.Merchant is { } merchant)
        {
            json.WriteStartObject("merchant"u8);
            json.WriteString("id"u8, merchant.Id);
            WriteOptional(json, "mcc"u8, merchant.Mcc);
            WriteOptional(json, "country"u8, merchant.Country);
            json.WriteEndObject();
        }
        if (transaction.Counterparty is { } counterparty)
        {
            json.WriteStartObject("counterparty"u8);
            json.WriteString("account"u8, counterparty.Account);
            WriteOptional(json, "name"u8, counterparty.Name);
            WriteOptional(json, "country"u8, counterparty.Country);
            json.WriteEndObject();
        }
        WriteOptional(json, "deviceId"u8, transaction.DeviceId);
        WriteOptional(json, "ip"u8, transaction.Ip);
        if (transaction.Geo is { } geo)
        {
            json.WriteStartObject("geo"u8);
            json.WriteNumber("latitude"u8, geo.Latitude);
            json.WriteNumber("longitude"u8, geo.Longitude);
            json.WriteEndObject();
        }
        if (transaction.CardPresence is { } presence)
            json.WriteString("cardPresence"u8, Choices<CardPresence>.NameOf(presence));
        if (transaction.Authentication is { } authentication)
            json.WriteString("authentication"u8, Choices<Authentication>.NameOf(authentication));
        if (transaction.BalanceBeforeMinor is { } balance)
            json.WriteNumber("balanceBeforeMinor"u8, balance);
        if (transaction.Attributes.Count > 0)
        {
            json.WriteStartObject("attributes"u8);
            foreach ((string name, string value) in transaction.Attributes)
                json.WriteString(name, value);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>ISO 8601 in UTC with the ticks that are there: 2018-04-01T00:00:31Z, 2018-04-01T00:00:31.5Z.</summary>
    internal static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<char> text = stackalloc char[33];
        time.UtcDateTime.TryFormat(text, out int length, time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
    }

    private static void WriteOptional(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
