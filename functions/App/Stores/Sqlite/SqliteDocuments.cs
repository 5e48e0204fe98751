using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace FraudFunctions.App.Stores.Sqlite;

/// <summary>
/// Documents in SQLite, one file per container (WAL, one writer each, group commit, every commit on the disk before it is answered).
/// </summary>
public sealed partial class SqliteDocuments : IDocuments, IAsyncDisposable
{
    private readonly string folder;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, Lazy<SqliteContainer>> containers = new(StringComparer.Ordinal);

    public SqliteDocuments(string folder, TimeProvider clock)
    {
        SQLitePCL.Batteries_V2.Init();
        Directory.CreateDirectory(folder);
        this.folder = folder;
        this.clock = clock;
    }

    public Task<Document?> GetAsync(string container, DocumentKey key, CancellationToken cancellation = default)
        => Task.FromResult(Open(container).Read(reader => reader.Get(key)));

    public Task<IReadOnlyList<Document?>> GetManyAsync(string container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellation = default)
        => Task.FromResult<IReadOnlyList<Document?>>(keys.Count == 0 ? [] : Open(container).Read(reader => keys.Select(reader.Get).ToArray()));

    public Task<DocumentPage> QueryPartitionAsync(string container, string partition, RangeQuery query, CancellationToken cancellation = default)
        => Task.FromResult(Open(container).Read(reader => reader.QueryPartition(partition, query)));

    public Task<DocumentPage> QueryIndexAsync(string container, RangeQuery query, CancellationToken cancellation = default)
        => Task.FromResult(Open(container).Read(reader => reader.QueryIndex(query)));

    public Task<ChangePage> ChangesAsync(string container, string? since, int limit, CancellationToken cancellation = default)
        => Open(container).ChangesAsync(since, limit);

    public async Task<CommitResult> CommitAsync(string container, PartitionCommit commit, CancellationToken cancellation = default)
        => (await CommitManyAsync(container, [commit], cancellation))[0];

    public async Task<IReadOnlyList<CommitResult>> CommitManyAsync(string container, IReadOnlyList<PartitionCommit> commits, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (PartitionCommit commit in commits)
            CheckLimits(commit);
        return commits.Count == 0 ? [] : await Open(container).CommitAsync(commits);
    }

    /// <summary>Names of the containers that exist.</summary>
    public IReadOnlyList<string> Containers()
        => [.. Directory.EnumerateFiles(folder, "*.db").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    /// <summary>Opens what there is, so that a damaged file shows before anybody relies on it.</summary>
    public void OpenAll()
    {
        foreach (string container in Containers())
        {
            try
            {
                Open(container).Read(reader => reader.Count("~"));
            }
            catch (SqliteException damaged)
            {
                throw new InvalidDataException($"The database '{container}.db' of the store cannot be opened: {damaged.Message}", damaged);
            }
        }
    }

    /// <summary>How many documents of a container have an id that begins so.</summary>
    public long Count(string container, string idPrefix) => Open(container).Read(reader => reader.Count(idPrefix));

    /// <summary>Reads every row of a container and the file beneath it, and names what is damaged.</summary>
    public IReadOnlyList<string> Audit(string container) => Open(container).Read<IReadOnlyList<string>>(reader =>
    [
        .. reader.Audit().Where(row => row.Fault is not null).Select(row => $"{container}: document '{row.Document.Key.Id}' of partition '{row.Document.Key.Partition}': {row.Fault}"),
        .. reader.CheckFile().Select(fault => $"{container}: {fault}"),
    ]);

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<SqliteContainer> container in containers.Values)
            await container.Value.DisposeAsync();
    }

    private SqliteContainer Open(string container)
        => containers.GetOrAdd(container, name => ContainerName().IsMatch(name)
            ? new Lazy<SqliteContainer>(() => new SqliteContainer(Path.Combine(folder, name + ".db"), clock))
            : throw new ArgumentException($"'{name}' is not the name of a container.", nameof(container))).Value;

    private static void CheckLimits(PartitionCommit commit)
    {
        if (commit.Writes.Count is 0 or > StoreLimits.OperationsPerCommit)
            throw new ArgumentException($"A commit holds 1 to {StoreLimits.OperationsPerCommit} writes, this one {commit.Writes.Count}.", nameof(commit));
        long bytes = 0;
        foreach (Write write in commit.Writes)
        {
            bytes += write switch
            {
                Write.Create create => create.Body.Length,
                Write.Upsert upsert => upsert.Body.Length,
                Write.Replace replace => replace.Body.Length,
                _ => 0,
            };
        }
        if (bytes > StoreLimits.BytesPerCommit)
            throw new ArgumentException($"A commit holds at most {StoreLimits.BytesPerCommit} bytes, this one {bytes}.", nameof(commit));
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}$")]
    private static partial Regex ContainerName();
}
