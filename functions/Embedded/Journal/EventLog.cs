using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FraudFunctions.Embedded.Journal;

/// <summary>
/// The event log of one machine: hubs cut into partitions, all in one journal that is fsynced before an append
/// completes. One process at a time; within it, any number of threads.
/// </summary>
public sealed class EventLog : IDisposable, IAsyncDisposable
{
    /// <summary>A read stops after this much even when more was asked for, so that large events do not fill the memory.</summary>
    private const int MaxReadBytes = 4 << 20;

    private readonly EventLogOptions options;
    private readonly FileStream folderLock;
    private readonly JournalIndex index;
    private readonly BlockCache cache;
    private readonly JournalWriter? writer;
    private readonly Retention retention;
    private readonly CancellationTokenSource stop = new();
    private int disposed;

    private EventLog(EventLogOptions options, FileStream folderLock, string folder, TimeProvider clock, ILogger log)
    {
        this.options = options;
        this.folderLock = folderLock;
        var recovery = new Recovery(folder, options.ReadOnly, log);
        recovery.Run(clock.GetUtcNow());
        index = recovery.Index;
        cache = new BlockCache(options.CacheBytes);
        Checkpoints = new Checkpoints(Path.Combine(options.Folder, "checkpoints.json"), index, clock, log) { ReadOnly = options.ReadOnly };
        retention = new Retention(index, Checkpoints, options.Retention, clock, log);
        if (options.ReadOnly) return;
        writer = new JournalWriter(
            new Commit(options, recovery, cache, clock) { Rolled = retention.Wake },
            error => log.LogCritical(error, "The event log in {Folder} takes no more events", options.Folder));
        _ = KeepAsync(Checkpoints.KeepAsync);
        _ = KeepAsync(retention.KeepAsync);
    }

    public Checkpoints Checkpoints { get; }

    public string Folder => options.Folder;

    public IReadOnlyList<string> Hubs => [.. index.Hubs.Select(hub => hub.Name)];

    /// <summary>How many events were appended since the log was opened.</summary>
    public long Appended => index.Published;

    /// <summary>Why the log takes no more events; null while it does.</summary>
    public EventLogFailedException? Fault => writer?.Fault;

    /// <summary>Opens or creates the log. Reads the journal once from front to end, so it blocks for as long as that takes.</summary>
    public static EventLog Open(EventLogOptions options, TimeProvider? clock = null, ILogger<EventLog>? log = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Partitions, 1);
        string journal = Path.Combine(options.Folder, "journal");
        if (!options.ReadOnly)
        {
            DurableFiles.CreateFolder(options.Folder);
            DurableFiles.CreateFolder(journal);
        }

        FileStream folderLock = Lock(options.Folder);
        try
        {
            return new EventLog(options, folderLock, journal, clock ?? TimeProvider.System, log ?? NullLogger<EventLog>.Instance);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that a hub exists, and says how many partitions it has.</summary>
    public async Task<int> EnsureHubAsync(string hub)
    {
        if (index.Find(hub) is null) await Writer.Enqueue(new Append(hub, []));
        return index.Find(hub)!.Partitions.Length;
    }

    /// <summary>Appends one event. Completes when it is on disk.</summary>
    public async Task<EventPosition> AppendAsync(string hub, NewEvent added, CancellationToken cancellation = default) =>
        (await AppendAsync(hub, [added], cancellation))[0];

    /// <summary>
    /// Appends events in their order. Completes when all are on disk; after a crash before that, the first few of them
    /// may be there. A cancellation counts only before the append has begun.
    /// </summary>
    public async Task<IReadOnlyList<EventPosition>> AppendAsync(string hub, IReadOnlyList<NewEvent> events, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (NewEvent added in events)
        {
            if (added.Body.Length > options.MaxEventBytes) throw new EventTooLargeException(hub, added.Body.Length, options.MaxEventBytes);
        }

        return await Writer.Enqueue(new Append(hub, events));
    }

    /// <summary>What the log holds of each partition of a hub; empty for a hub that does not exist.</summary>
    public IReadOnlyList<PartitionRange> Ranges(string hub) =>
        index.Find(hub) is { } state ? [.. state.Partitions.Select(index.Range)] : [];

    /// <summary>What the log holds of one partition of a hub that exists.</summary>
    public PartitionRange Range(string hub, int partition) => index.Range(Known(hub).Partitions[partition]);

    /// <summary>
    /// Events of a partition from a sequence on, at most <paramref name="max"/>, fewer where they are large. Where older
    /// ones were deleted it starts with the oldest there is.
    /// </summary>
    public async ValueTask<IReadOnlyList<LoggedEvent>> ReadAsync(string hub, int partition, long from, int max, CancellationToken cancellation = default)
    {
        if (index.Find(hub) is not { } state) return [];
        PartitionState place = state.Partitions[partition];
        var events = new List<LoggedEvent>(Math.Min(max, 1024));
        for (int bytes = 0; events.Count < max && bytes < MaxReadBytes;)
        {
            cancellation.ThrowIfCancellationRequested();
            from = Math.Max(from, index.Range(place).First);
            if (index.Locate(place, from) is not var (block, length)) break;
            byte[] content;
            try
            {
                content = await cache.LeaseAsync(block);
            }
            catch (ObjectDisposedException) when (index.Range(place).First > from)
            {
                // The segment was deleted meanwhile.
                continue;
            }

            try
            {
                bytes += BlockWalk.Collect(content.AsSpan(0, length), block.Position, state, place.Partition, from, max, events);
            }
            finally
            {
                cache.Release(block);
            }

            from = events[^1].Sequence + 1;
        }

        return events;
    }

    /// <summary>Deletes what may go now; otherwise that happens by itself. Returns the number of segments.</summary>
    public int Trim() => retention.Trim();

    /// <summary>Has a hub's commits announced, on the writer's thread: the callback must return at once.</summary>
    internal void OnAppended(string hub, Action callback) => Known(hub).Appended += callback;

    public async ValueTask DisposeAsync() => await Task.Run(Dispose);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        stop.Cancel();
        writer?.Close();
        retention.Close();
        try
        {
            Checkpoints.Close();
        }
        finally
        {
            foreach (Segment segment in index.Segments) segment.Dispose();
            folderLock.Dispose();
            stop.Dispose();
        }
    }

    private JournalWriter Writer => writer ?? throw new InvalidOperationException("The event log was opened to be read only.");

    private HubState Known(string hub) => index.Find(hub) ?? throw new ArgumentException($"There is no hub '{hub}'.", nameof(hub));

    private async Task KeepAsync(Func<CancellationToken, Task> keep)
    {
        try
        {
            await Task.Run(() => keep(stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            Writer.Fail(error);
        }
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new EventLogLockedException(folder, e);
        }
    }
}
