using System.Buffers;
using System.Text.Json;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Labels;

/// <summary>One JSON object to one <see cref="Label"/>, or to the problem that names the member that is wrong; and back.</summary>
/// <example>
/// <c>{"transactionId":"t1","customerId":"c1","verdict":"fraud","eventTime":"2026-04-01T10:00:00Z","knownTime":"2026-04-03T09:00:00Z","source":"analyst","confidence":0.9}</c>
/// </example>
public static class LabelReader
{
    private static readonly byte[][] names =
    [
        "transactionId"u8.ToArray(), "customerId"u8.ToArray(), "verdict"u8.ToArray(), "eventTime"u8.ToArray(), "knownTime"u8.ToArray(),
        "source"u8.ToArray(), "confidence"u8.ToArray(),
    ];

    private static readonly DateTimeOffset earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Reads one label. Replayed labels may be known long before they arrive; none may be known after <paramref name="latest"/> or before the
    /// transaction happened.
    /// </summary>
    public static Parsed<Label> Read(ReadOnlySpan<byte> utf8, DateTimeOffset latest)
    {
        if (utf8.Length > TransactionReader.MaxEventBytes)
            return new FieldProblem("too-large", "(event)", $"has {utf8.Length} bytes; at most {TransactionReader.MaxEventBytes} are taken");
        try
        {
            return ReadObject(utf8, latest);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return new FieldProblem("invalid-json", "(event)", "is not JSON");
        }
    }

    public static void Write(Utf8JsonWriter json, Label label)
    {
        json.WriteStartObject();
        json.WriteString("transactionId"u8, label.TransactionId);
        json.WriteString("customerId"u8, label.CustomerId);
        json.WriteString("verdict"u8, Choices<Verdict>.NameOf(label.Verdict));
        TransactionWriter.WriteTime(json, "eventTime"u8, label.EventTime);
        TransactionWriter.WriteTime(json, "knownTime"u8, label.KnownTime);
        json.WriteString("source"u8, Choices<LabelSource>.NameOf(label.Source));
        json.WriteNumber("confidence"u8, label.Confidence);
        json.WriteEndObject();
    }

    public static byte[] ToJson(Label label)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        Write(json, label);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static Parsed<Label> ReadObject(ReadOnlySpan<byte> utf8, DateTimeOffset latest)
    {
        JsonMembers json = new(utf8, "");
        string? transactionId = null, customerId = null;
        Verdict? verdict = null;
        DateTimeOffset? eventTime = null, knownTime = null;
        LabelSource? source = null;
        double confidence = 1;
        int hint = 0;
        if (!json.Begin())
            return json.Problem!;
        while (json.Next(names, ref hint, out int member, out string? unknownName))
        {
            switch (member)
            {
                case 0: transactionId = json.Id("transactionId"); break;
                case 1: customerId = json.Id("customerId"); break;
                case 2: verdict = json.Choice<Verdict>("verdict"); break;
                case 3: eventTime = json.Time("eventTime", earliest, latest); break;
                case 4: knownTime = json.Time("knownTime", earliest, latest); break;
                case 5: source = json.Choice<LabelSource>("source"); break;
                case 6: confidence = json.Number("confidence", .01, 1) ?? 1; break;
                default: json.Refuse("unknown-member", unknownName!, "is not a member of a label"); break;
            }
        }
        if (json.Problem is { } problem)
            return problem;
        string? missing = transactionId is null ? "transactionId" : customerId is null ? "customerId" : verdict is null ? "verdict"
            : eventTime is null ? "eventTime" : knownTime is null ? "knownTime" : source is null ? "source" : null;
        if (missing is not null)
            return new FieldProblem("missing", missing, "is missing");
        if (knownTime < eventTime)
            return new FieldProblem("out-of-range", "knownTime", "is before eventTime: nobody knows of a payment that has not happened");
        return new Label
        {
            TransactionId = transactionId!,
            CustomerId = customerId!,
            Verdict = verdict!.Value,
            EventTime = eventTime!.Value,
            KnownTime = knownTime!.Value,
            Source = source!.Value,
            Confidence = confidence,
        };
    }
}
