using System.Buffers;
using System.Text.Json;
using FraudFunctions.Engine.State;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// The document in which a customer's state lives: the state itself, how far it has come, and the head of the chain of receipts. It is written
/// in one commit with the decisions that it counts.
/// </summary>
public sealed record CustomerRecord(CustomerState State, Fence Fence, long Decisions, string? Head)
{
    public const string DocumentId = "state";

    public static CustomerRecord New { get; } = new(new CustomerState(), Fence.None, 0, null);

    public byte[] ToJson()
    {
        ArrayBufferWriter<byte> buffer = new(2048);
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        json.WriteString("kind"u8, "customer-state"u8);
        Fence.Write(json);
        json.WriteNumber("decisions"u8, Decisions);
        json.WriteString("head"u8, Head);
        json.WriteBase64String("state"u8, StateFormat.Write(State));
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static CustomerRecord FromJson(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement json = document.RootElement;
        return new CustomerRecord(
            StateFormat.ReadCustomer(json.GetProperty("state").GetBytesFromBase64()),
            Fence.Read(json),
            json.GetProperty("decisions").GetInt64(),
            json.GetProperty("head").GetString());
    }
}
