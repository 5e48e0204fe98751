using System.Text.Json;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.State;

namespace FraudFunctions.App.Decisions;

/// <summary>A fact on its way to an entity, with the event that brings it: the entity's fence knows it by that.</summary>
public readonly record struct SourcedFact(EntityFact Fact, EventSource Source);

/// <summary>The document in which an entity's state lives, with how far each partition of each stream has been merged into it.</summary>
public sealed record EntityRecord(EntityState State, Fence Fence)
{
    public const string DocumentId = "state";

    public static EntityRecord New { get; } = new(new EntityState(), Fence.None);

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
        foreach (SourcedFact fact in facts)
        {
            if (fence.HasPassed(fact.Source))
                continue;
            state ??= State.Clone();
            state.Learn(fact.Fact);
            fence = fence.Past(fact.Source);
        }
        return state is null ? this : new EntityRecord(state, fence);
    }

    /// <summary>The record after facts that the given state, grown from this record's, has learned already.</summary>
    public EntityRecord With(EntityState learned, IReadOnlyList<SourcedFact> facts)
    {
        Fence fence = Fence;
        foreach (SourcedFact fact in facts)
            fence = fence.Past(fact.Source);
        return new EntityRecord(learned, fence);
    }

    public byte[] ToJson() => JsonBody.Write(this, static (json, record) =>
    {
        json.WriteString("kind"u8, "entity-state"u8);
        record.Fence.Write(json);
        json.WriteBase64String("state"u8, StateFormat.Packed(record.State));
    });

    public static EntityRecord FromJson(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement json = document.RootElement;
        return new EntityRecord(StateFormat.ReadEntity(json.GetProperty("state").GetBytesFromBase64()), Fence.Read(json));
    }
}
