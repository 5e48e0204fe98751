using FraudFunctions.Embedded.Durable.Store;
using FraudFunctions.Embedded.Invocations;

namespace FraudFunctions.Embedded.Durable.Running;

/// <summary>Wakes instances at their time. What waits is in the database only; between two times nothing is done.</summary>
internal sealed class DurableTimers(DurableStore store, TimeProvider clock) : IDisposable
{
    private const int PageSize = 1_000;

    // While so many turns wait for a processor, timers wait too: they must not fill the memory.
    private const int EnoughTurns = 4 * PageSize;
    private static readonly TimeSpan breath = TimeSpan.FromMilliseconds(10);

    // Timers cannot wait for more than some weeks, and clocks get adjusted: look again now and then.
    private static readonly TimeSpan longestWait = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim earlier = new(0);
    private DateTime horizon = DateTime.MinValue;
    private DateTime next = DateTime.MaxValue;
    private Action<Message> deliver = _ => { };

    /// <summary>A timer is new in the database.</summary>
    public void Add(TimerRow timer)
    {
        bool isDue;
        lock (gate)
        {
            isDue = timer.Due <= horizon;
            if (!isDue && timer.Due < next)
            {
                next = timer.Due;
                earlier.Release();
            }
        }

        // The loop has passed this time already.
        if (isDue) deliver(Wake(timer));
    }

    public async Task RunAsync(Shutdown shutdown, Orchestrations orchestrations)
    {
        deliver = orchestrations.Deliver;
        try
        {
            while (true)
            {
                await WakeDueAsync(orchestrations, shutdown);
                TimeSpan wait;
                lock (gate)
                {
                    next = store.Read(reader => reader.NextDue(horizon)) ?? DateTime.MaxValue;
                    TimeSpan left = next - clock.GetUtcNow().UtcDateTime;
                    wait = next == DateTime.MaxValue ? Timeout.InfiniteTimeSpan : left < longestWait ? left : longestWait;
                }

                if (wait > TimeSpan.Zero || wait == Timeout.InfiniteTimeSpan) await SleepAsync(wait, shutdown);
            }
        }
        catch (OperationCanceledException) when (shutdown.Requested.IsCancellationRequested)
        {
        }
    }

    public void Dispose() => earlier.Dispose();

    private async Task WakeDueAsync(Orchestrations orchestrations, Shutdown shutdown)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        TimerRow last;
        lock (gate)
        {
            last = new TimerRow(horizon, long.MaxValue, 0, "", 0);
            if (now > horizon) horizon = now;
        }

        IReadOnlyList<TimerRow> page;
        do
        {
            page = store.Read(reader => reader.Due(last, now, PageSize));
            foreach (TimerRow timer in page) orchestrations.Deliver(Wake(timer));
            if (page.Count > 0) last = page[^1];
            while (orchestrations.Backlog > EnoughTurns) await Task.Delay(breath, TimeProvider.System, shutdown.Requested);
        }
        while (page.Count == PageSize);
        shutdown.Requested.ThrowIfCancellationRequested();
    }

    private async Task SleepAsync(TimeSpan wait, Shutdown shutdown)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(shutdown.Requested);
        await Task.WhenAny(earlier.WaitAsync(over.Token), Task.Delay(wait, clock, over.Token));
        await over.CancelAsync();
        shutdown.Requested.ThrowIfCancellationRequested();
    }

    private static Message Wake(TimerRow timer) => new(timer.Instance, timer.Step == TimerRow.Start ? new Happening(What.Started) : new Happening(What.TimerFired) { Step = timer.Step })
    {
        Key = timer.Key,
        Execution = timer.Execution,
    };
}
