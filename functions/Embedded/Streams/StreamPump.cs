using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;

namespace FraudFunctions.Embedded.Streams;

/// <summary>
/// Drives one function through its partitions: each in order, several at once, and whenever there is a choice the one
/// whose next event is oldest, so that the partitions stay close in time.
/// </summary>
internal sealed class StreamPump(FunctionEntry function, IReadOnlyList<PartitionFeed> feeds, BatchRunner runner, StreamLimits limits)
{
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int running;
    private volatile ExceptionDispatchInfo? fault;

    public FunctionEntry Function => function;
    public StreamTrigger Trigger => (StreamTrigger)function.Trigger;
    public bool IsCaughtUp => feeds.All(feed => feed.IsCaughtUp);

    /// <summary>Called when a batch is done with.</summary>
    public Action? Progressed { get; set; }

    /// <summary>Says that there may be something to do.</summary>
    public void Wake() => signal.Writer.TryWrite(true);

    /// <summary>What runs at this moment, to the end.</summary>
    public Task RunningAsync() => Task.WhenAll(feeds.Select(feed => feed.Work));

    public async Task RunAsync(Shutdown shutdown)
    {
        try
        {
            while (true)
            {
                fault?.Throw();

                // Places that become free from here on are given away in the next round: by then it is known what
                // their partitions have next.
                int free = limits.Workers - Volatile.Read(ref running);
                await Task.WhenAll(feeds.Select(feed => feed.FillAsync(shutdown.Requested)));
                shutdown.Requested.ThrowIfCancellationRequested();
                for (; free > 0 && feeds.Where(feed => feed.IsReady).MinBy(feed => feed.Position) is { } oldest; free--) Start(oldest, shutdown);
                await signal.Reader.ReadAsync(shutdown.Requested);
            }
        }
        catch (OperationCanceledException) when (shutdown.Requested.IsCancellationRequested)
        {
        }
    }

    private void Start(PartitionFeed feed, Shutdown shutdown)
    {
        Interlocked.Increment(ref running);
        StreamBatch batch = feed.Take();
        feed.Work = Task.Run(() => HandleAsync(feed, batch, shutdown));
    }

    private async Task HandleAsync(PartitionFeed feed, StreamBatch batch, Shutdown shutdown)
    {
        try
        {
            switch (await runner.TryAsync(function, batch, shutdown))
            {
                case BatchOutcome.Done:
                    feed.Complete();
                    Progressed?.Invoke();
                    break;
                case BatchOutcome.Retry retry:
                    feed.WaitForRetry();
                    _ = ResumeAsync(feed, shutdown.DelayAsync(retry.After));
                    break;
                case BatchOutcome.Abandoned:
                    feed.State = FeedState.Stopped;
                    break;
            }
        }
        catch (Exception error)
        {
            // One of the machinery, not of the function: it ends the pump.
            fault = ExceptionDispatchInfo.Capture(error);
        }
        finally
        {
            Interlocked.Decrement(ref running);
            Wake();
        }
    }

    /// <summary>A partition that waits for a retry leaves its place to others.</summary>
    private async Task ResumeAsync(PartitionFeed feed, Task pause)
    {
        await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (pause.IsCanceled) return;
        feed.State = FeedState.Idle;
        Wake();
    }
}
