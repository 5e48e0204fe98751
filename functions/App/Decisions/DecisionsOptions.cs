using System.ComponentModel.DataAnnotations;

namespace FraudFunctions.App.Decisions;

/// <summary>Settings of the slice, section <c>Decisions</c>.</summary>
public sealed class DecisionsOptions
{
    /// <summary>How often the active model, rules, lists and policy are looked up.</summary>
    [Range(1, 3600)]
    public int RefreshSeconds { get; init; } = 5;

    /// <summary>How old the time of a transaction may be that is decided by a call. A caller who may choose it could slip past every window.</summary>
    [Range(1, 100_000_000)]
    public int CallMaxAgeMinutes { get; init; } = 60;

    /// <summary>How long a caller of POST /v1/decisions waits for the full decision before the fallback answers.</summary>
    [Range(1, 60_000)]
    public int TimeBudgetMs { get; init; } = 1_000;
}
