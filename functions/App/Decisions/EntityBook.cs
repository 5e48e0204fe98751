using FraudFunctions.App.Stores;
using FraudFunctions.Engine.State;

namespace FraudFunctions.App.Decisions;

/// <summary>The entities' records: shared by all customers, so that facts are merged into whatever is newest.</summary>
public sealed class EntityBook(IDocuments documents)
{
    public const string Container = "entities";

    // Partitions that run side by side meet at the same merchants all the time; each meeting costs one of them one more round.
    private const int Rounds = 50;

    // About 2 kB each in memory.
    private readonly RecordCache<EntityKey, EntityRecord> cache = new(perGeneration: 200_000);

    internal async Task<IReadOnlyDictionary<EntityKey, Cached<EntityRecord>>> LoadAsync(IEnumerable<EntityKey> keys, CancellationToken cancellation)
    {
        Dictionary<EntityKey, Cached<EntityRecord>> loaded = [];
        List<EntityKey> missing = [];
        foreach (EntityKey key in keys)
        {
            if (loaded.ContainsKey(key))
                continue;
            if (!cache.TryGet(key, out Cached<EntityRecord> cached))
            {
                missing.Add(key);
                cached = new(EntityRecord.New, null);
            }
            loaded[key] = cached;
        }
        if (missing.Count == 0)
            return loaded;
        DocumentKey[] documentKeys = [.. missing.Select(key => new DocumentKey(EntityRecord.PartitionOf(key), EntityRecord.DocumentId))];
        IReadOnlyList<Document?> read = await documents.GetManyAsync(Container, documentKeys, cancellation);
        for (int i = 0; i < read.Count; i++)
        {
            if (read[i] is { } document)
                loaded[missing[i]] = new(EntityRecord.FromJson(document.Body), document.ETag);
        }
        return loaded;
    }

    /// <summary>
    /// Merges facts into their entities, each exactly once however often it comes: a conflict reads the newest state and merges again, a fact
    /// behind the fence changes nothing. Where <paramref name="learned"/> has a state that grew from the newest record by just these facts, it is
    /// taken as it is.
    /// </summary>
    internal async Task MergeAsync(IEnumerable<SourcedFact> facts, CancellationToken cancellation, LearnedEntities? learned = null)
    {
        Dictionary<EntityKey, List<SourcedFact>> byEntity = [];
        foreach (SourcedFact fact in facts)
        {
            EntityKey key = new(fact.Fact.Entity, fact.Fact.EntityId);
            if (!byEntity.TryGetValue(key, out List<SourcedFact>? own))
                byEntity[key] = own = [];
            own.Add(fact);
        }
        for (int round = 0; byEntity.Count > 0; round++)
        {
            if (round == Rounds)
                throw new IOException($"{byEntity.Count} entities changed in each of {Rounds} attempts to merge into them.");
            await MergeOnceAsync(byEntity, learned, cancellation);
        }
    }

    private async Task MergeOnceAsync(Dictionary<EntityKey, List<SourcedFact>> byEntity, LearnedEntities? learned, CancellationToken cancellation)
    {
        IReadOnlyDictionary<EntityKey, Cached<EntityRecord>> loaded = await LoadAsync(byEntity.Keys, cancellation);
        List<(EntityKey Key, EntityRecord Record)> merged = [];
        List<PartitionCommit> commits = [];
        foreach ((EntityKey key, List<SourcedFact> own) in byEntity.ToArray())
        {
            (EntityRecord before, string? etag) = loaded[key];
            EntityRecord after = learned?.From(key, before) is { } state ? before.With(state, own) : before.Merge(own);
            if (ReferenceEquals(after, before))
            {
                byEntity.Remove(key);
                continue;
            }
            merged.Add((key, after));
            byte[] body = after.ToJson();
            commits.Add(new PartitionCommit(EntityRecord.PartitionOf(key),
                [etag is null ? new Write.Create(EntityRecord.DocumentId, body) : new Write.Replace(EntityRecord.DocumentId, etag, body)]));
        }
        IReadOnlyList<CommitResult> results = await documents.CommitManyAsync(Container, commits, cancellation);
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i].Committed)
            {
                cache.Put(merged[i].Key, new(merged[i].Record, results[i].ETags[0]));
                byEntity.Remove(merged[i].Key);
            }
            else
            {
                cache.Forget(merged[i].Key);
            }
        }
    }
}

/// <summary>Entity states that a batch taught while it was decided, and the records they grew from.</summary>
internal sealed record LearnedEntities(IReadOnlyDictionary<EntityKey, Cached<EntityRecord>> Before, Population After)
{
    /// <summary>The state that grew from exactly that record; null when there is none.</summary>
    public EntityState? From(EntityKey key, EntityRecord record)
        => Before.TryGetValue(key, out Cached<EntityRecord> before) && ReferenceEquals(before.Record, record) ? After.Entities[key] : null;
}
