using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Embedded.Streams;

/// <summary>Events of one partition that are handled together, in order, and how often that was tried.</summary>
internal sealed record StreamBatch(string Group, IReadOnlyList<LoggedEvent> Events)
{
    public int Retries { get; init; }
    public string Hub => Events[0].Hub;
    public int Partition => Events[0].Partition;

    /// <summary>The sequence that comes after the batch.</summary>
    public long Next => Events[^1].Sequence + 1;
}
