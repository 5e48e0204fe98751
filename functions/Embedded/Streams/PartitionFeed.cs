using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Embedded.Streams;

/// <summary>What a partition is doing for one function.</summary>
internal enum FeedState { Idle, Running, Waiting, Stopped }

/// <summary>One partition as one function sees it: what is to be handled next, read some way ahead.</summary>
internal sealed class PartitionFeed(EventLog log, StreamTrigger trigger, int partition, StreamLimits limits)
{
    private readonly int batchSize = limits.BatchSize(trigger);
    private readonly int readAhead = limits.ReadAhead(trigger);
    private readonly Queue<LoggedEvent> ahead = new();
    private long next = log.Checkpoints.Next(trigger.Hub, trigger.Group, partition);

    public volatile FeedState State;

    /// <summary>The batch that is being handled; it stays until it is done with.</summary>
    public StreamBatch? Batch { get; private set; }

    /// <summary>What runs, or ran last, for this partition.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    public bool IsReady => State == FeedState.Idle && (Batch is not null || ahead.Count > 0);

    /// <summary>Where in the journal the next event stands: the feed that is furthest behind goes first.</summary>
    public long Position => Batch?.Events[0].Position ?? ahead.Peek().Position;

    /// <summary>Whether the group has handled everything there is.</summary>
    public bool IsCaughtUp => log.Checkpoints.Next(trigger.Hub, trigger.Group, partition) >= log.Range(trigger.Hub, partition).Next;

    public async Task FillAsync(CancellationToken cancellation)
    {
        if (State != FeedState.Idle || Batch is not null || ahead.Count >= batchSize || next >= log.Range(trigger.Hub, partition).Next) return;
        foreach (LoggedEvent logged in await log.ReadAsync(trigger.Hub, partition, next, readAhead - ahead.Count, cancellation))
        {
            ahead.Enqueue(logged);
            next = logged.Sequence + 1;
        }
    }

    public StreamBatch Take()
    {
        State = FeedState.Running;
        if (Batch is not null) return Batch;
        var events = new List<LoggedEvent>(Math.Min(batchSize, ahead.Count));
        while (events.Count < batchSize && ahead.TryDequeue(out LoggedEvent? logged)) events.Add(logged);
        return Batch = new StreamBatch(trigger.Group, events);
    }

    /// <summary>The batch was handled or kept as a dead letter: the group is done with it.</summary>
    public void Complete()
    {
        log.Checkpoints.Advance(trigger.Hub, trigger.Group, partition, Batch!.Next);
        Batch = null;
        State = FeedState.Idle;
    }

    public void WaitForRetry()
    {
        Batch = Batch! with { Retries = Batch.Retries + 1 };
        State = FeedState.Waiting;
    }
}
