using System.Text.Json;
using FraudFunctions.Engine.State;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// The document in which a customer's state lives: the state itself, how far it has come, the head of the chain of receipts, and how
/// many labels are waiting for their transaction. It is written
/// in one commit with the decisions that it counts.
/// </summary>
public sealed record CustomerRecord(CustomerState State, Fence Fence, long Decisions, string? Head, int EarlyLabels = 0)
{
    public const string DocumentId = "state";

    /// <summary>Finds all customers; the same at every write, so that it costs the index nothing.</summary>
    public const string IndexPrefix = "customers/";

    public static string IndexOf(string customerId) => IndexPrefix + customerId;

    public static CustomerRecord New { get; } = new(new CustomerState(), Fence.None, 0, null);

    public byte[] ToJson() => JsonBody.Write(this, static (json, record) =>
    {
        json.WriteString("kind"u8, "customer-state"u8);
        record.Fence.Write(json);
        json.WriteNumber("decisions"u8, record.Decisions);
        json.WriteString("head"u8, record.Head);
        json.WriteNumber("earlyLabels"u8, record.EarlyLabels);
        json.WriteBase64String("state"u8, StateFormat.Packed(record.State));
    });

    public static CustomerRecord FromJson(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement json = document.RootElement;
        return new CustomerRecord(
            StateFormat.ReadCustomer(json.GetProperty("state").GetBytesFromBase64()),
            Fence.Read(json),
            json.GetProperty("decisions").GetInt64(),
            json.GetProperty("head").GetString(),
            json.GetProperty("earlyLabels").GetInt32());
    }
}
