using System.ComponentModel.DataAnnotations;

namespace FraudFunctions.App.Drift;

/// <summary>Settings of the slice, section <c>Drift</c>.</summary>
public sealed class DriftOptions
{
    /// <summary>One decision in so many has its inputs counted: each costs a read.</summary>
    [Range(1, 1_000_000)]
    public int SampleOneIn { get; init; } = 32;

    /// <summary>After a batch of fewer decisions than this the counting waits a moment, so that the next batch is larger.</summary>
    [Range(0, 1_000_000)]
    public int LingerBelow { get; init; } = 500;

    [Range(0, 60_000)]
    public int LingerMilliseconds { get; init; } = 250;

    /// <summary>How long after a promotion a guard that trips takes it back by itself. Later it is for people to judge what has drifted.</summary>
    [Range(0, 10_000)]
    public double GuardHours { get; init; } = 72;

    /// <summary>What is new, and what is usual.</summary>
    [Range(1, 1_000)]
    public int RecentHours { get; init; } = 24;

    [Range(1, 1_000)]
    public int UsualDays { get; init; } = 14;

    /// <summary>After so many days most labels of a decision have come.</summary>
    [Range(1, 1_000)]
    public int MaturityDays { get; init; } = 7;

    [Range(1, 10_000)]
    public int KeptDays { get; init; } = 120;

    /// <summary>With fewer decisions than this nothing is said.</summary>
    [Range(1, 1_000_000)]
    public int LeastDecisions { get; init; } = 500;
}
