using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// A label in the ledger, among the documents of its customer, with the event that brought it first and what it changed when it was entered: a
/// redelivery tells the entities the same again, another event that says the same brings nothing.
/// </summary>
public sealed record LabelEntry(Label Label, EventSource Source, FraudChange Change)
{
    public const string Prefix = "label:";

    /// <summary>One source says one thing of a transaction at one time.</summary>
    public static string IdOf(Label label)
        => string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(label.TransactionId)}{label.Source}:{label.KnownTime.ToUnixTimeMilliseconds()}");

    /// <summary>Begins the ids of all entries of a transaction, and of no other but one whose id goes on with a colon.</summary>
    public static string PrefixOf(string transactionId) => $"{Prefix}{transactionId}:";

    public Write ToWrite() => new Write.Create(IdOf(Label), JsonBody.Write(this, static (json, entry) =>
    {
        json.WriteString("stream"u8, entry.Source.Stream);
        json.WriteNumber("sequence"u8, entry.Source.Sequence);
        if (entry.Change.Withdrawn is { } withdrawn)
            json.WriteString("withdrawn"u8, withdrawn);
        if (entry.Change.Known is { } known)
            json.WriteString("known"u8, known);
        json.WritePropertyName("label"u8);
        LabelReader.Write(json, entry.Label);
    }));

    public static LabelEntry Read(Document entry)
    {
        using JsonDocument document = JsonDocument.Parse(entry.Body);
        JsonElement json = document.RootElement;
        Label label = LabelReader.Read(JsonSerializer.SerializeToUtf8Bytes(json.GetProperty("label")), DateTimeOffset.MaxValue.AddDays(-1)).Value
            ?? throw new InvalidDataException($"The label '{entry.Key.Id}' of customer '{entry.Key.Partition}' cannot be read.");
        EventSource source = new(json.GetProperty("stream").GetString()!, json.GetProperty("sequence").GetInt64());
        return new LabelEntry(label, source, new FraudChange(Time(json, "withdrawn"), Time(json, "known")));
    }

    private static DateTimeOffset? Time(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement time) ? time.GetDateTimeOffset() : null;
}
