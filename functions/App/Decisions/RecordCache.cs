using System.Collections.Concurrent;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Records as they were last read or written, with their ETags. Never the truth: a commit proves the ETag, and a stale record costs one more
/// read. Two generations bound the memory: what is not asked for while one fills up is gone with the next.
/// </summary>
internal sealed class RecordCache<TKey, T>(int perGeneration) where TKey : notnull where T : class
{
    private volatile ConcurrentDictionary<TKey, Cached<T>> young = new();
    private volatile ConcurrentDictionary<TKey, Cached<T>> old = new();
    private int count;

    public bool TryGet(TKey key, out Cached<T> cached)
    {
        if (young.TryGetValue(key, out cached))
            return true;
        if (!old.TryGetValue(key, out cached))
            return false;
        Put(key, cached);
        return true;
    }

    public void Put(TKey key, Cached<T> cached)
    {
        if (young.TryAdd(key, cached))
        {
            if (Interlocked.Increment(ref count) > perGeneration)
                Turn();
            return;
        }
        young[key] = cached;
    }

    public void Forget(TKey key)
    {
        young.TryRemove(key, out _);
        old.TryRemove(key, out _);
    }

    private void Turn()
    {
        if (Interlocked.Exchange(ref count, 0) <= perGeneration)
            return;
        old = young;
        young = new ConcurrentDictionary<TKey, Cached<T>>();
    }
}

/// <summary>A record and the ETag it was read or written with; null when the document does not exist yet.</summary>
internal readonly record struct Cached<T>(T Record, string? ETag) where T : class;
