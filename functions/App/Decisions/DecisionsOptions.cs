using System.ComponentModel.DataAnnotations;

namespace FraudFunctions.App.Decisions;

/// <summary>Settings of the slice, section <c>Decisions</c>.</summary>
public sealed class DecisionsOptions
{
    /// <summary>How often the active model, rules, lists and policy are looked up.</summary>
    [Range(1, 3600)]
    public int RefreshSeconds { get; init; } = 5;

    /// <summary>How long a caller of POST /v1/decisions waits for the full decision before the fallback answers.</summary>
    [Range(1, 60_000)]
    public int TimeBudgetMs { get; init; } = 1_000;
}
