namespace FraudFunctions.App.Platform;

/// <summary>
/// What is dear to load and does not change, by key: callers at the same time share one loading, a failed one is forgotten, and of more than so many
/// the one is let go that was longest not asked for. Nothing is disposed: somebody may still be using it.
/// </summary>
public sealed class LoadedOnce<TKey, T>(int most) where TKey : notnull
{
    private readonly Lock changing = new();
    private readonly Dictionary<TKey, Entry> entries = [];
    private long asked;

    /// <summary>What is there, or is being loaded, or is loaded now. A caller that gives up does not end the loading for the others.</summary>
    public Task<T> GetAsync(TKey key, Func<TKey, Task<T>> load, CancellationToken cancellation)
    {
        lock (changing)
        {
            if (!entries.TryGetValue(key, out Entry? entry))
            {
                if (entries.Count >= most)
                    entries.Remove(entries.MinBy(pair => pair.Value.Asked).Key);
                entries[key] = entry = new Entry();
                entry.Loading = LoadAsync(key, entry, load);
            }
            entry.Asked = ++asked;
            return entry.Loading!.WaitAsync(cancellation);
        }
    }

    private async Task<T> LoadAsync(TKey key, Entry entry, Func<TKey, Task<T>> load)
    {
        try
        {
            return await Task.Run(() => load(key));
        }
        catch
        {
            lock (changing)
            {
                if (entries.GetValueOrDefault(key) == entry)
                    entries.Remove(key);
            }
            throw;
        }
    }

    private sealed class Entry
    {
        public Task<T>? Loading { get; set; }
        public long Asked { get; set; }
    }
}
