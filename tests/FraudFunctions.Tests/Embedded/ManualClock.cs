namespace FraudFunctions.Tests.Embedded;

/// <summary>A clock that moves only when a test moves it, and that a test can ask whether somebody waits for it.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private readonly List<(TimeSpan DueIn, TaskCompletionSource Found)> watchers = [];
    private DateTimeOffset now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes once somebody waits for exactly this long from now.</summary>
    public Task WaitedForAsync(TimeSpan dueIn)
    {
        lock (gate)
        {
            if (timers.Any(timer => timer.Due == now + dueIn)) return Task.CompletedTask;
            var found = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            watchers.Add((dueIn, found));
            return found.Task.WaitAsync(Patience.Limit, System);
        }
    }

    /// <summary>Moves on, and fires what falls due on the way, in order.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset target = GetUtcNow() + by;
        while (true)
        {
            ManualTimer? next;
            lock (gate)
            {
                next = timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
                now = next?.Due ?? target;
                if (next is null) return;
                next.Due = next.Period > TimeSpan.Zero ? next.Due + next.Period : null;
                if (next.Due is null) timers.Remove(next);
            }

            next.Fire();
        }
    }

    private void Set(ManualTimer timer, TimeSpan dueIn, TimeSpan period)
    {
        lock (gate)
        {
            timers.Remove(timer);
            timer.Period = period;
            timer.Due = dueIn < TimeSpan.Zero ? null : now + dueIn;
            if (timer.Due is null) return;
            timers.Add(timer);
            foreach ((TimeSpan _, TaskCompletionSource found) in watchers.Where(watcher => now + watcher.DueIn == timer.Due)) found.TrySetResult();
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        public DateTimeOffset? Due { get; set; }
        public TimeSpan Period { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime, period);
            return true;
        }

        public void Dispose() => clock.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
