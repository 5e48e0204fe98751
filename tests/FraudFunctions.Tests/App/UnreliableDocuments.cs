using FraudFunctions.App.Stores;

namespace FraudFunctions.Tests.App;

/// <summary>
/// A store whose commits fail now and then: before anything was written, after everything was, or in the middle of several partitions. The caller
/// cannot tell which.
/// </summary>
internal sealed class UnreliableDocuments(IDocuments inner, Random random, double failing, string? only = null) : IDocuments
{
    public UnreliableDocuments(IDocuments inner)
        : this(inner, new Random(1), 0)
    {
    }

    /// <summary>A container that cannot be searched, though all the others can.</summary>
    public string? FailReadsOf { get; init; }

    /// <summary>The share of commits that fail.</summary>
    public double Failing { get; set; } = failing;

    public int Faults { get; private set; }

    /// <summary>What happens after a document was read and before whoever asked has it.</summary>
    public Func<DocumentKey, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    public async Task<Document?> GetAsync(string container, DocumentKey key, CancellationToken cancellation = default)
    {
        Document? document = await inner.GetAsync(container, key, cancellation);
        await Meanwhile(key);
        return document;
    }

    public Task<IReadOnlyList<Document?>> GetManyAsync(string container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellation = default) => inner.GetManyAsync(container, keys, cancellation);

    public Task<DocumentPage> QueryPartitionAsync(string container, string partition, RangeQuery query, CancellationToken cancellation = default) => inner.QueryPartitionAsync(container, partition, query, cancellation);

    public Task<DocumentPage> QueryIndexAsync(string container, RangeQuery query, CancellationToken cancellation = default) => container == FailReadsOf ? throw new IOException("The index went away.") : inner.QueryIndexAsync(container, query, cancellation);

    public Task<ChangePage> ChangesAsync(string container, string? since, int limit, CancellationToken cancellation = default) => inner.ChangesAsync(container, since, limit, cancellation);

    public async Task<CommitResult> CommitAsync(string container, PartitionCommit commit, CancellationToken cancellation = default)
        => (await CommitManyAsync(container, [commit], cancellation))[0];

    public async Task<IReadOnlyList<CommitResult>> CommitManyAsync(string container, IReadOnlyList<PartitionCommit> commits, CancellationToken cancellation = default)
    {
        if (commits.Count == 0 || (only ?? container) != container || random.NextDouble() >= Failing)
            return await inner.CommitManyAsync(container, commits, cancellation);
        Faults++;
        int written = random.Next(commits.Count + 1);
        await inner.CommitManyAsync(container, [.. commits.Take(written)], cancellation);
        throw new IOException("The store went away.");
    }
}
