using System.Globalization;
using System.Text;
using System.Text.Json;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Learning.Simulation;

/// <summary>
/// A run as one flat table (RFC 4180, invariant culture, UTC): a row for each payment with the truth and its first label.
/// </summary>
/// <remarks>
/// Names are snake_case, an absent value is an empty field. <c>attributes</c> is a JSON object or empty; <c>is_fraud</c> is
/// 0 or 1; <c>story</c> is empty for an honest payment. Only labels up to one's own point in time may be learned from:
/// compare <c>label_known_time</c>, which may lie beyond the last row.
/// </remarks>
public static class SimulationCsv
{
    public const string Header =
        "transaction_id,customer_id,account_id,type,direction,channel,amount_minor,currency,time,merchant_id,merchant_mcc,merchant_country,"
        + "counterparty_account,counterparty_name,counterparty_country,device_id,ip,latitude,longitude,card_presence,authentication,"
        + "balance_before_minor,attributes,is_fraud,story,label_verdict,label_known_time,label_source";

    private const string LineEnd = "\r\n";

    /// <summary>Writes the header and a row for each payment of the stream; the answer is the number of rows.</summary>
    public static long Write(IEnumerable<SimulatedEvent> events, TextWriter writer)
    {
        writer.Write(Header);
        writer.Write(LineEnd);
        long rows = 0;
        var row = new Row();
        foreach (var payment in events.OfType<SimulatedPayment>())
        {
            Fill(row, payment);
            row.End(writer);
            rows++;
        }

        return rows;
    }

    private static void Fill(Row row, SimulatedPayment payment)
    {
        var transaction = payment.Transaction;
        row.Add(transaction.Id);
        row.Add(transaction.CustomerId);
        row.Add(transaction.AccountId);
        row.Add(Snake<TransactionType>.Of((int)transaction.Type));
        row.Add(Snake<Direction>.Of((int)transaction.Direction));
        row.Add(Snake<Channel>.Of((int)transaction.Channel));
        row.Add(transaction.AmountMinor);
        row.Add(transaction.Currency);
        row.Add(transaction.Time);
        row.Add(transaction.Merchant?.Id);
        row.Add(transaction.Merchant?.Mcc);
        row.Add(transaction.Merchant?.Country);
        row.Add(transaction.Counterparty?.Account);
        row.Add(transaction.Counterparty?.Name);
        row.Add(transaction.Counterparty?.Country);
        row.Add(transaction.DeviceId);
        row.Add(transaction.Ip);
        row.Add(transaction.Geo?.Latitude);
        row.Add(transaction.Geo?.Longitude);
        row.Add(Snake<CardPresence>.Of((int?)transaction.CardPresence));
        row.Add(Snake<Authentication>.Of((int?)transaction.Authentication));
        row.Add(transaction.BalanceBeforeMinor);
        row.Add(Json(transaction.Attributes));
        row.Add(payment.IsFraud ? "1" : "0");
        row.Add(payment.IsFraud ? Snake<Story>.Of((int)payment.Story) : null);
        row.Add(Snake<Verdict>.Of((int?)payment.FirstLabel?.Verdict));
        row.Add(payment.FirstLabel?.KnownTime);
        row.Add(Snake<LabelSource>.Of((int?)payment.FirstLabel?.Source));
    }

    private static string? Json(IReadOnlyList<KeyValuePair<string, string>> attributes)
        => attributes.Count == 0 ? null
            : $"{{{string.Join(',', attributes.Select(pair => $"{JsonSerializer.Serialize(pair.Key)}:{JsonSerializer.Serialize(pair.Value)}"))}}}";

    /// <summary>The names of an enum as the file writes them. Example: TopUp is top_up.</summary>
    private static class Snake<T>
        where T : struct, Enum
    {
        private static readonly string[] names = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

        public static string? Of(int? value) => value is { } known ? names[known] : null;
    }

    /// <summary>One line as it is put together.</summary>
    private sealed class Row
    {
        private readonly StringBuilder line = new();
        private readonly char[] number = new char[40];
        private bool isStarted;

        public void Add(string? field)
        {
            Separate();
            if (field is null)
                return;
            if (field.AsSpan().IndexOfAny(",\"\r\n") < 0)
                line.Append(field);
            else
                line.Append('"').Append(field.Replace("\"", "\"\"")).Append('"');
        }

        public void Add(long? field) => Add(field, default);

        public void Add(double? field) => Add(field, default);

        public void Add(DateTimeOffset? field) => Add(field?.UtcDateTime, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

        public void End(TextWriter writer)
        {
            line.Append(LineEnd);
            writer.Write(line);
            line.Clear();
            isStarted = false;
        }

        private void Add<T>(T? field, ReadOnlySpan<char> format)
            where T : struct, ISpanFormattable
        {
            Separate();
            if (field is { } value && value.TryFormat(number, out int length, format, CultureInfo.InvariantCulture))
                line.Append(number, 0, length);
        }

        private void Separate()
        {
            if (isStarted)
                line.Append(',');
            isStarted = true;
        }
    }
}
