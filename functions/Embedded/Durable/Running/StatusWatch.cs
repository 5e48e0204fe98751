using System.Collections.Concurrent;

namespace FraudFunctions.Embedded.Durable.Running;

/// <summary>Tells those who wait for an instance that it has changed.</summary>
internal sealed class StatusWatch
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new(StringComparer.Ordinal);

    /// <summary>Completes with the instance's next change. To be asked for before looking at the instance.</summary>
    public Task Next(string instance) => waiting.GetOrAdd(instance, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Announce(string instance)
    {
        if (waiting.TryRemove(instance, out TaskCompletionSource? changed)) changed.SetResult();
    }
}
