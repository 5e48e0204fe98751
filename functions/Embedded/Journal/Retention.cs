using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Embedded.Journal;

/// <summary>Deletes segments that are older than the retention and that every consumer group has passed.</summary>
internal sealed class Retention(JournalIndex index, Checkpoints checkpoints, TimeSpan retention, TimeProvider clock, ILogger log)
{
    // Between rolls, time alone makes segments deletable.
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly Channel<bool> rolled = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Lock trimming = new();
    private bool closed;

    public void Wake() => rolled.Writer.TryWrite(true);

    /// <summary>Nothing is deleted from now on: the folder may belong to somebody else.</summary>
    public void Close()
    {
        lock (trimming) closed = true;
    }

    public int Trim()
    {
        lock (trimming) return closed ? 0 : TrimOpen();
    }

    public async Task KeepAsync(CancellationToken stop)
    {
        while (true)
        {
            Trim();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await Task.WhenAny(rolled.Reader.WaitToReadAsync(either.Token).AsTask(), Task.Delay(Pause, clock, either.Token));
            rolled.Reader.TryRead(out _);
            await either.CancelAsync();
            stop.ThrowIfCancellationRequested();
        }
    }

    private int TrimOpen()
    {
        DateTimeOffset tooOld = clock.GetUtcNow() - retention;
        int removed = 0;
        // A segment's newest event is as old as the beginning of the next segment.
        while (index.RemoveOldest(next => next.Created <= tooOld && checkpoints.AllPast(next)) is { } oldest)
        {
            oldest.Dispose();
            File.Delete(oldest.Path);
            // One by one and in order: a gap among the segments that are left would read as damage.
            DurableFiles.FlushFolder(Path.GetDirectoryName(oldest.Path)!);
            log.LogInformation("Deleted {Segment}: every consumer group has passed it, and it is older than {Retention}", oldest.Path, retention);
            removed++;
        }

        return removed;
    }
}
