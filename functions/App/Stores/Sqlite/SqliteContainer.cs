using System.Collections.Concurrent;
using System.Threading.Channels;

namespace FraudFunctions.App.Stores.Sqlite;

/// <summary>
/// One container in one file: many readers, one writer that joins whatever waits into one durable transaction (group commit).
/// </summary>
internal sealed class SqliteContainer : IAsyncDisposable
{
    // Enough to keep the disk busy, small enough that a caller never waits behind a second's worth of others.
    private const int WritesPerGroup = 4_096;
    private static readonly TimeSpan purgeEvery = TimeSpan.FromMinutes(10);

    private readonly string path;
    private readonly TimeProvider clock;
    private readonly ConcurrentBag<SqliteReader> readers = [];
    private readonly Channel<Waiting> waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteWriter writer;
    private volatile bool hasChangeIndex;
    private readonly Task writing;

    public SqliteContainer(string path, TimeProvider clock)
    {
        this.path = path;
        this.clock = clock;
        writer = new SqliteWriter(path, clock);
        writing = Task.Factory.StartNew(WriteAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    public Task<CommitResult[]> CommitAsync(IReadOnlyList<PartitionCommit> commits) => EnqueueAsync(new Waiting(commits));

    /// <summary>Reads changes, from an index that is made when they are first asked for.</summary>
    public async Task<ChangePage> ChangesAsync(string? since, int limit)
    {
        if (!hasChangeIndex)
        {
            // Through the writer, like everything that writes.
            await EnqueueAsync(new Waiting([], IndexChanges: true));
            hasChangeIndex = true;
        }
        return Read(reader => reader.Changes(since, limit));
    }

    public T Read<T>(Func<SqliteReader, T> read)
    {
        if (!readers.TryTake(out SqliteReader? reader))
            reader = new SqliteReader(path, clock);
        try
        {
            return read(reader);
        }
        finally
        {
            readers.Add(reader);
        }
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
        foreach (SqliteReader reader in readers)
            reader.Dispose();
        writer.Dispose();
    }

    private Task<CommitResult[]> EnqueueAsync(Waiting request)
    {
        if (!waiting.Writer.TryWrite(request))
            throw new ObjectDisposedException(nameof(SqliteDocuments));
        return request.Done.Task;
    }

    private async Task WriteAsync()
    {
        List<Waiting> group = [];
        List<PartitionCommit> commits = [];
        long purged = clock.GetTimestamp();
        while (await waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            commits.Clear();
            for (int writes = 0; writes < WritesPerGroup && waiting.Reader.TryRead(out Waiting? next);)
            {
                group.Add(next);
                commits.AddRange(next.Commits);
                writes += next.Commits.Sum(commit => commit.Writes.Count);
            }
            bool purge = clock.GetElapsedTime(purged) >= purgeEvery;
            Commit(group, commits, purge);
            if (purge)
                purged = clock.GetTimestamp();
        }
    }

    private void Commit(List<Waiting> group, List<PartitionCommit> commits, bool purge)
    {
        CommitResult[] results;
        try
        {
            if (group.Exists(request => request.IndexChanges))
                writer.IndexChanges();
            results = writer.Apply(commits, purge);
        }
        catch (Exception fault)
        {
            // Nothing of the group was written; everyone who waits hears why.
            foreach (Waiting request in group)
                request.Done.SetException(fault);
            return;
        }
        int from = 0;
        foreach (Waiting request in group)
        {
            request.Done.SetResult(results[from..(from + request.Commits.Count)]);
            from += request.Commits.Count;
        }
    }

    private sealed record Waiting(IReadOnlyList<PartitionCommit> Commits, bool IndexChanges = false)
    {
        public TaskCompletionSource<CommitResult[]> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
