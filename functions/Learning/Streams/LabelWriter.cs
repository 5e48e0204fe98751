using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Learning.Streams;

/// <summary>
/// Turns what a line says of its own transaction into the label that a producer would send later. It does not judge: a verdict that is none or a
/// time before the payment is sent as it stands, and the engine refuses it by name.
/// </summary>
internal sealed class LabelWriter(LabelMap label, EventWriter writer, Func<LabelMap, Func<string, string>, bool?> isFraud)
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>The label, or null when the line has none or it never becomes known.</summary>
    public LabelEvent? Write(Func<string, string> field, TransactionEvent transaction, long row)
    {
        // What happened at no readable time is refused, and so would be what is said of it.
        if (transaction.Time == default || Verdict(field) is not { } verdict)
            return null;
        string? said = label.KnownTimeColumn is { } column && field(column) is { Length: > 0 } text ? writer.TimeOf(text) : null;
        if (said is null && !EventWriter.InRange(transaction.Time, label.DelayDays))
            return null;
        DateTimeOffset known = said is null ? transaction.Time.AddDays(label.DelayDays) : ReadEvents.ParseTime(writer, field(label.KnownTimeColumn!));
        string source = label.SourceColumn is { } sourceColumn && field(sourceColumn) is { Length: > 0 } named ? named : label.Source;
        byte[] json = Json(writer.TextOf("id", field), transaction, verdict, known == default ? said! : Iso(known), CheckMap.SourceOf(source) is { } who ? Choices<LabelSource>.NameOf(who) : source);
        // What was not known later is refused, and at once.
        return new LabelEvent(known < transaction.Time ? transaction.Time : known, transaction.Key, json) { Row = row };
    }

    // As the engine writes times.
    private static string Iso(DateTimeOffset time)
        => time.UtcDateTime.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private string? Verdict(Func<string, string> field)
    {
        // Without labels of their own, honest transactions are those of which nobody ever complains.
        if (label.VerdictColumn is null)
            return isFraud(label, field) == true ? "fraud" : null;
        string said = field(label.VerdictColumn);
        return said.Length == 0 ? null : said.Trim().ToLowerInvariant();
    }

    private byte[] Json(string id, TransactionEvent transaction, string verdict, string known, string source)
    {
        buffer.ResetWrittenCount();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        json.WriteString("transactionId"u8, id);
        json.WriteString("customerId"u8, transaction.Key);
        json.WriteString("verdict"u8, verdict);
        json.WriteString("eventTime"u8, Iso(transaction.Time));
        json.WriteString("knownTime"u8, known);
        json.WriteString("source"u8, source);
        json.WriteNumber("confidence"u8, 1);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
