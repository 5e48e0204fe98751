namespace FraudFunctions.Embedded.Journal;

/// <summary>An event to be appended. Its bytes must stay as they are until the append has completed.</summary>
public readonly record struct NewEvent(ReadOnlyMemory<byte> Body, string? PartitionKey = null);

/// <summary>Where an appended event ended up within its hub.</summary>
public readonly record struct EventPosition(int Partition, long Sequence);

/// <summary>An event as the log holds it. Sequences count from 0 per hub and partition, without gaps.</summary>
public sealed record LoggedEvent
{
    public required string Hub { get; init; }
    public required int Partition { get; init; }
    public required long Sequence { get; init; }

    /// <summary>Place in the one journal of all hubs: of two events, the one with the smaller position was written first.</summary>
    public required long Position { get; init; }
    public required DateTimeOffset EnqueuedTime { get; init; }
    public string? PartitionKey { get; init; }
    public required ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>What the log holds of one partition: sequences from <c>First</c> up to but without <c>Next</c>.</summary>
public readonly record struct PartitionRange(long First, long Next)
{
    public long Count => Next - First;
}
