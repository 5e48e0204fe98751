using System.Collections.Concurrent;
using System.Threading.Channels;

namespace FraudFunctions.Embedded.Durable.Store;

/// <summary>
/// The file of all orchestrations: many readers, one writer that joins whatever waits into one transaction on the disk
/// (group commit). A write is all or nothing by itself.
/// </summary>
internal sealed class DurableStore : IAsyncDisposable
{
    // Enough to keep the disk busy, small enough that nobody waits behind a second's worth of others.
    private const int WritesPerGroup = 2_048;

    private readonly string path;
    private readonly ConcurrentBag<StoreReader> readers = [];
    private readonly Channel<Write> waiting = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly StoreWriter writer;
    private readonly Task writing;

    public DurableStore(string path)
    {
        this.path = path;
        writer = new StoreWriter(DurableFile.OpenWriter(path));
        writing = Task.Factory.StartNew(WriteAllAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Completes when it is on the disk.</summary>
    public Task<T> WriteAsync<T>(Func<StoreWriter, T> write)
    {
        var waits = new Write<T>(write);
        ObjectDisposedException.ThrowIf(!waiting.Writer.TryWrite(waits), this);
        return waits.Done.Task;
    }

    public T Read<T>(Func<StoreReader, T> read)
    {
        if (!readers.TryTake(out StoreReader? reader)) reader = new StoreReader(DurableFile.OpenReader(path));
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
        foreach (StoreReader reader in readers) reader.Dispose();
        writer.Dispose();
    }

    private async Task WriteAllAsync()
    {
        List<Write> group = [];
        while (await waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < WritesPerGroup && waiting.Reader.TryRead(out Write? next)) group.Add(next);
            if (group.Count == 1 || Commit(group) is not null)
            {
                // One that cannot be written must not take the others with it.
                foreach (Write one in group)
                {
                    if (Commit([one]) is { } fault) one.Fail(fault);
                    else one.Announce();
                }

                continue;
            }

            foreach (Write one in group) one.Announce();
        }
    }

    private Exception? Commit(List<Write> group)
    {
        try
        {
            writer.Commit(group);
            return null;
        }
        catch (Exception fault)
        {
            return fault;
        }
    }

    /// <summary>A write that waits for its turn.</summary>
    internal abstract class Write
    {
        public abstract void Apply(StoreWriter writer);

        public abstract void Announce();

        public abstract void Fail(Exception fault);
    }

    private sealed class Write<T>(Func<StoreWriter, T> write) : Write
    {
        private T result = default!;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Apply(StoreWriter writer) => result = write(writer);

        public override void Announce() => Done.SetResult(result);

        public override void Fail(Exception fault) => Done.SetException(fault);
    }
}
