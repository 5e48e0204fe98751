using FraudFunctions.App.Stores;

namespace FraudFunctions.App.Decisions;

/// <summary>The customers' records, read through a cache and written with what belongs to them in one commit.</summary>
public sealed class CustomerBook(IDocuments documents)
{
    public const string Container = "customers";
    private const int PageSize = 1_000;

    // About 3 kB each in memory.
    private readonly RecordCache<string, CustomerRecord> cache = new(perGeneration: 100_000);

    /// <summary>The ids of all customers with a record.</summary>
    public IAsyncEnumerable<string> IdsAsync(CancellationToken cancellation)
        => documents.ReadIndexAsync(Container, RangeQuery.Prefix(CustomerRecord.IndexPrefix, PageSize), cancellation).Select(record => record.Key.Partition);

    internal async Task<IReadOnlyDictionary<string, Cached<CustomerRecord>>> LoadAsync(IEnumerable<string> customerIds, CancellationToken cancellation)
    {
        Dictionary<string, Cached<CustomerRecord>> loaded = new(StringComparer.Ordinal);
        List<DocumentKey> missing = [];
        foreach (string id in customerIds)
        {
            if (loaded.ContainsKey(id))
                continue;
            if (!cache.TryGet(id, out Cached<CustomerRecord> cached))
            {
                missing.Add(new DocumentKey(id, CustomerRecord.DocumentId));
                cached = new(CustomerRecord.New, null);
            }
            loaded[id] = cached;
        }
        foreach (Document? document in await documents.GetManyAsync(Container, missing, cancellation))
        {
            if (document is not null)
                loaded[document.Key.Partition] = new(CustomerRecord.FromJson(document.Body), document.ETag);
        }
        return loaded;
    }

    /// <summary>
    /// Commits one customer's new record with the documents that go with it, for many customers at once. The answer says of each whether it was
    /// written; a customer who was not has changed meanwhile and must be loaded again.
    /// </summary>
    internal async Task<IReadOnlyList<bool>> CommitAsync(IReadOnlyList<CustomerChange> changes, CancellationToken cancellation)
    {
        PartitionCommit[] commits = [.. changes.Select(change => new PartitionCommit(change.CustomerId, [StateWrite(change), .. change.Documents]))];
        IReadOnlyList<CommitResult> results = await documents.CommitManyAsync(Container, commits, cancellation);
        bool[] committed = new bool[changes.Count];
        for (int i = 0; i < committed.Length; i++)
        {
            committed[i] = results[i].Committed;
            if (committed[i])
                cache.Put(changes[i].CustomerId, new(changes[i].Record, results[i].ETags[0]));
            else
                cache.Forget(changes[i].CustomerId);
        }
        return committed;
    }

    private static Write StateWrite(CustomerChange change) => change.ETag is { } etag
        ? new Write.Replace(CustomerRecord.DocumentId, etag, change.Record.ToJson(), CustomerRecord.IndexOf(change.CustomerId))
        : new Write.Create(CustomerRecord.DocumentId, change.Record.ToJson(), CustomerRecord.IndexOf(change.CustomerId));
}

/// <summary>A customer's new record, the ETag of the one it replaces, and what is written with it.</summary>
internal sealed record CustomerChange(string CustomerId, CustomerRecord Record, string? ETag, IReadOnlyList<Write> Documents);
