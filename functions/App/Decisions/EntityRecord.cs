using System.Runtime.InteropServices;
using System.Text.Json;
using FraudFunctions.Engine;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.State;

namespace FraudFunctions.App.Decisions;

/// <summary>A fact on its way to an entity, with the event it came from.</summary>
public readonly record struct SourcedFact(EntityFact Fact, EventSource Source, string DecisionId);

/// <summary>
/// The document in which an entity's state lives. Facts from streams are fenced by partition; facts from calls, which have no place in a stream,
/// by the ids of the last ones.
/// </summary>
public sealed record EntityRecord(EntityState State, Fence Fence, IReadOnlyList<ulong> Calls)
{
    public const string DocumentId = "state";

    // A call's fact comes a second time only when the process died between two commits: what matters is what was in flight then.
    private const int CallsKept = 64;

    public static EntityRecord New { get; } = new(new EntityState(), Fence.None, []);

    public static string PartitionOf(EntityKey key) => key.Kind switch
    {
        EntityKind.Merchant => "merchant:" + key.Id,
        EntityKind.Device => "device:" + key.Id,
        EntityKind.Ip => "ip:" + key.Id,
        EntityKind.Counterparty => "counterparty:" + key.Id,
    };

    /// <summary>The record after the facts that are new to it, or itself when none is.</summary>
    public EntityRecord Merge(IReadOnlyList<SourcedFact> facts)
    {
        EntityState? state = null;
        Fence fence = Fence;
        List<ulong>? calls = null;
        foreach (SourcedFact fact in facts)
        {
            ulong call = fact.Source.Sequence < 0 ? StableHash.Of(fact.DecisionId) : 0;
            if (call == 0 ? fence.HasPassed(fact.Source) : (calls ?? Calls).Contains(call))
                continue;
            state ??= State.Clone();
            state.Learn(fact.Fact);
            fence = fence.Past(fact.Source);
            if (call != 0)
                (calls ??= [.. Calls]).Add(call);
        }
        return state is null ? this : new EntityRecord(state, fence, Newest(calls) ?? Calls);
    }

    /// <summary>The record after facts that the given state, grown from this record's, has learned already.</summary>
    public EntityRecord With(EntityState learned, IReadOnlyList<SourcedFact> facts)
    {
        Fence fence = Fence;
        List<ulong>? calls = null;
        foreach (SourcedFact fact in facts)
        {
            fence = fence.Past(fact.Source);
            if (fact.Source.Sequence < 0)
                (calls ??= [.. Calls]).Add(StableHash.Of(fact.DecisionId));
        }
        return new EntityRecord(learned, fence, Newest(calls) ?? Calls);
    }

    private static List<ulong>? Newest(List<ulong>? calls)
    {
        calls?.RemoveRange(0, Math.Max(0, calls.Count - CallsKept));
        return calls;
    }

    public byte[] ToJson() => JsonBody.Write(this, static (json, record) =>
    {
        json.WriteString("kind"u8, "entity-state"u8);
        record.Fence.Write(json);
        if (record.Calls.Count > 0)
            json.WriteBase64String("calls"u8, MemoryMarshal.AsBytes(record.Calls.ToArray().AsSpan()));
        json.WriteBase64String("state"u8, StateFormat.Packed(record.State));
    });

    public static EntityRecord FromJson(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement json = document.RootElement;
        return new EntityRecord(
            StateFormat.ReadEntity(json.GetProperty("state").GetBytesFromBase64()),
            Fence.Read(json),
            json.TryGetProperty("calls", out JsonElement calls) ? [.. MemoryMarshal.Cast<byte, ulong>(calls.GetBytesFromBase64())] : []);
    }
}
