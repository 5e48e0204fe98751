namespace FraudFunctions.App.Stores;

/// <summary>
/// JSON documents in containers, by partition and id. Shaped by what Azure Cosmos DB promises and no more: atomic within one partition,
/// optimistic by ETag, at most <see cref="StoreLimits.OperationsPerCommit"/> operations and <see cref="StoreLimits.BytesPerCommit"/> bytes at once.
/// </summary>
public interface IDocuments
{
    /// <summary>The document, or null when there is none.</summary>
    Task<Document?> GetAsync(string container, DocumentKey key, CancellationToken cancellation = default);

    /// <summary>One answer per key, in order; null where there is none.</summary>
    Task<IReadOnlyList<Document?>> GetManyAsync(string container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellation = default);

    /// <summary>Documents of one partition by id.</summary>
    Task<DocumentPage> QueryPartitionAsync(string container, string partition, RangeQuery query, CancellationToken cancellation = default);

    /// <summary>Documents of all partitions by the index value they were written with.</summary>
    Task<DocumentPage> QueryIndexAsync(string container, RangeQuery query, CancellationToken cancellation = default);

    /// <summary>
    /// What was written since a point, oldest first: the newest version of each document, at least once. A delete does not show.
    /// Null starts at the beginning; the answer says where to go on.
    /// </summary>
    Task<ChangePage> ChangesAsync(string container, string? since, int limit, CancellationToken cancellation = default);

    /// <summary>Writes all or nothing of one partition, durably. A failed condition is an answer, not an exception.</summary>
    Task<CommitResult> CommitAsync(string container, PartitionCommit commit, CancellationToken cancellation = default);

    /// <summary>Several partitions at once, each all or nothing by itself; one answer per commit, in order.</summary>
    Task<IReadOnlyList<CommitResult>> CommitManyAsync(string container, IReadOnlyList<PartitionCommit> commits, CancellationToken cancellation = default);
}

/// <summary>What one commit may hold; Cosmos DB's limits for a transactional batch, with room for its own overhead.</summary>
public static class StoreLimits
{
    public const int OperationsPerCommit = 100;
    public const int BytesPerCommit = 1_900_000;
}

/// <summary>Where a document lives within its container.</summary>
public readonly record struct DocumentKey(string Partition, string Id);

/// <summary>A stored document. The body is UTF-8 JSON; the ETag changes with every write.</summary>
public sealed record Document(DocumentKey Key, string ETag, ReadOnlyMemory<byte> Body, string? Index = null);

/// <summary>
/// A range of ids or index values, in ordinal order: from the first, below the second, null for open; <see cref="After"/> goes on where a page
/// ended.
/// </summary>
public sealed record RangeQuery(string? From = null, string? Below = null, int Limit = 100, bool Descending = false, string? After = null)
{
    /// <summary>All values that begin with the text.</summary>
    public static RangeQuery Prefix(string prefix, int limit = 100, bool descending = false, string? after = null)
        => new(prefix, prefix + '\uffff', limit, descending, after);
}

/// <summary>A cursor was given to a query that did not make it.</summary>
public sealed class InvalidCursorException() : Exception("The cursor is of another query.");

/// <summary>A page of documents, and the cursor of the next one; null at the end.</summary>
public sealed record DocumentPage(IReadOnlyList<Document> Documents, string? Next);

/// <summary>A page of changes, and the point after them.</summary>
public sealed record ChangePage(IReadOnlyList<Document> Documents, string Since, bool More);

/// <summary>The writes of one partition.</summary>
public sealed record PartitionCommit(string Partition, IReadOnlyList<Write> Writes);

/// <summary>One write. A document may carry one index value to be found by across partitions, and a time after which it is gone.</summary>
public abstract record Write(string Id)
{
    /// <summary>Fails when the document exists.</summary>
    public sealed record Create(string Id, ReadOnlyMemory<byte> Body, string? Index = null, DateTimeOffset? Expires = null) : Write(Id);

    /// <summary>Creates or overwrites, whatever is there.</summary>
    public sealed record Upsert(string Id, ReadOnlyMemory<byte> Body, string? Index = null, DateTimeOffset? Expires = null) : Write(Id);

    /// <summary>Fails unless the document still has that ETag.</summary>
    public sealed record Replace(string Id, string IfMatch, ReadOnlyMemory<byte> Body, string? Index = null, DateTimeOffset? Expires = null) : Write(Id);

    /// <summary>Fails unless the document still has that ETag; without one, deletes whatever is there.</summary>
    public sealed record Delete(string Id, string? IfMatch = null) : Write(Id);
}

/// <summary>Why a commit was refused.</summary>
public enum CommitFailure { Exists, Changed, Missing }

/// <summary>
/// Whether a partition was written: the new ETags in the order of the writes (empty for a delete), or which write failed its condition and why.
/// </summary>
public sealed record CommitResult(IReadOnlyList<string> ETags, CommitFailure? Failure = null, int FailedWrite = -1)
{
    public bool Committed => Failure is null;
}
