namespace FraudFunctions.Embedded.Journal;

/// <summary>Where an <see cref="EventLog"/> lives and how much it keeps.</summary>
public sealed record EventLogOptions
{
    /// <summary>The data folder: the journal's segments, the checkpoints and the lock file go below it.</summary>
    public required string Folder { get; init; }

    /// <summary>Partitions of a hub that is used for the first time. A hub keeps the number it was born with, so keys never move.</summary>
    public int Partitions { get; init; } = 8;

    /// <summary>Event Hubs takes 1 MiB too: what fits here fits there.</summary>
    public int MaxEventBytes { get; init; } = 1 << 20;

    /// <summary>A segment younger than this stays, even when every consumer group has passed it.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Large enough that rolling is rare, small enough that deleting frees space in useful steps.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>Open what is there to be looked at: nothing is mended, nothing is written, appends are refused.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How much of the journal is kept in memory; consumers that keep up never touch the disk.</summary>
    public int CacheBytes { get; init; } = 64 << 20;
}
