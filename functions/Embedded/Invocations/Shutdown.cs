namespace FraudFunctions.Embedded.Invocations;

/// <summary>The two steps of stopping: begin nothing new, then, when time runs out, cut short what still runs.</summary>
internal sealed class Shutdown(TimeProvider clock, CancellationToken stopping) : IDisposable
{
    // What is cut short gets the rest of the time to come to an end.
    private const double ShareForDraining = 0.8;

    private readonly CancellationTokenSource requested = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly CancellationTokenSource abort = new();

    /// <summary>Nothing new is begun, and nothing waits for a retry any longer.</summary>
    public CancellationToken Requested => requested.Token;

    /// <summary>The token that functions see.</summary>
    public CancellationToken Abort => abort.Token;

    /// <summary>Waits, unless the stop comes first: then it is cancelled.</summary>
    public Task DelayAsync(TimeSpan time) => Task.Delay(time, clock, Requested);

    /// <summary>Waits for what runs, at most until the host's patience ends.</summary>
    public async Task DrainAsync(Func<Task> running, TimeSpan timeout, CancellationToken hostGivesUp)
    {
        await requested.CancelAsync();
        Task work = running();
        using var soft = new CancellationTokenSource(timeout * ShareForDraining, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(soft.Token, hostGivesUp);
        if (await EndsAsync(work, either.Token)) return;
        await abort.CancelAsync();
        await EndsAsync(work, hostGivesUp);
    }

    public void Dispose()
    {
        requested.Dispose();
        abort.Dispose();
    }

    private static async Task<bool> EndsAsync(Task work, CancellationToken limit)
    {
        await Task.WhenAny(work, Task.Delay(Timeout.Infinite, limit));
        return work.IsCompleted;
    }
}
