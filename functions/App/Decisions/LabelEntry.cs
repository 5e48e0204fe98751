using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// A label in the ledger, among the documents of its customer, with the event that brought it first: another event that says the same brings
/// nothing.
/// </summary>
public static class LabelEntry
{
    public const string Prefix = "label:";

    /// <summary>One source says one thing of a transaction at one time.</summary>
    public static string IdOf(Label label)
        => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{label.TransactionId}:{label.Source}:{label.KnownTime.ToUnixTimeMilliseconds()}");

    public static Write Create(LabelArrival arrival) => new Write.Create(IdOf(arrival.Label), JsonBody.Write(arrival, static (json, entered) =>
    {
        json.WriteString("stream"u8, entered.Source.Stream);
        json.WriteNumber("sequence"u8, entered.Source.Sequence);
        json.WritePropertyName("label"u8);
        LabelReader.Write(json, entered.Label);
    }));

    public static EventSource SourceOf(Document entry)
    {
        using JsonDocument json = JsonDocument.Parse(entry.Body);
        return new EventSource(json.RootElement.GetProperty("stream").GetString()!, json.RootElement.GetProperty("sequence").GetInt64());
    }
}
