using System.Collections.Concurrent;

namespace FraudFunctions.Tests.Embedded.Streams;

/// <summary>What the functions of a test saw, and what they are to do.</summary>
public sealed class Recorder
{
    public ConcurrentQueue<Seen> Seen { get; } = [];

    /// <summary>Runs inside the function, after it was recorded.</summary>
    public Func<Seen, Task> Behave { get; set; } = _ => Task.CompletedTask;

    public IEnumerable<string> Texts => Seen.SelectMany(one => one.Events);

    public Task SawAsync(Seen seen)
    {
        Seen.Enqueue(seen);
        return Behave(seen);
    }
}

/// <summary>One call of a function.</summary>
public sealed record Seen(IReadOnlyList<string> Events, string? Partition, int? Retry, int? MaxRetries, CancellationToken Cancellation);
