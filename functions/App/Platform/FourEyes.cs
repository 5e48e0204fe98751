using System.Collections.Frozen;
using System.Text.Json;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Platform;

/// <summary>What one person may propose and only another may make true.</summary>
public enum GuardedOperation
{
    ReleaseHold,
    ClearSanctionsHit,
    CloseCase,
    ReopenCase,
    FileReport,
    NotFileReport,
    SuppressAlerts,
    PromoteRules,
    PromoteLists,
    PromotePolicy,
    PromoteModel,
    OverrideRisk,
}

/// <summary>
/// Who may propose an operation and who may approve it. <see cref="AboveMinor"/>: below this amount at stake, in minor units of the base currency,
/// one pair of eyes is enough; zero guards always.
/// </summary>
public sealed record FourEyesRule(GuardedOperation Operation, IReadOnlyList<Role> Makers, IReadOnlyList<Role> Checkers, long AboveMinor = 0);

/// <summary>The table of guarded operations, as data: Defaults/four-eyes.json.</summary>
public sealed class FourEyes
{
    private readonly FrozenDictionary<GuardedOperation, FourEyesRule> rules;

    public FourEyes(IReadOnlyList<FourEyesRule> rules)
    {
        this.rules = rules.ToFrozenDictionary(rule => rule.Operation);
        if (Enum.GetValues<GuardedOperation>().Where(operation => !this.rules.ContainsKey(operation)).ToArray() is { Length: > 0 } missing)
            throw new InvalidDataException($"The table of guarded operations says nothing of {string.Join(", ", missing)}.");
    }

    public IReadOnlyCollection<FourEyesRule> Rules => rules.Values;

    /// <summary>The table that comes with the product.</summary>
    public static FourEyes Default()
    {
        using Stream stream = typeof(FourEyes).Assembly.GetManifestResourceStream("Platform.four-eyes.json") ?? throw new InvalidOperationException("The table of guarded operations is not in the build.");
        return new FourEyes(JsonSerializer.Deserialize<FourEyesRule[]>(stream, Json.Options)!);
    }

    public bool Guards(GuardedOperation operation, long atStakeMinor) => atStakeMinor >= rules[operation].AboveMinor;

    /// <summary>Why this person may not propose it, or null.</summary>
    public Problem? RefuseMaker(GuardedOperation operation, Caller maker) => Lacks(maker, rules[operation].Makers);

    /// <summary>Why this person may not approve it, or null. That they may do it alone elsewhere does not matter: the maker is never the checker, nor is whoever had it made.</summary>
    public Problem? RefuseChecker(GuardedOperation operation, string maker, Caller checker, string? onBehalfOf = null)
        => string.Equals(maker, checker.Name, StringComparison.OrdinalIgnoreCase) || string.Equals(onBehalfOf, checker.Name, StringComparison.OrdinalIgnoreCase)
            ? Problem.Forbidden("four-eyes", $"{checker.Name} has proposed this and cannot be the one who approves it.")
            : Lacks(checker, rules[operation].Checkers);

    /// <summary>Whether the person has anything to do with it: some operations are nobody else's business.</summary>
    public bool MaySee(GuardedOperation operation, Caller caller)
        => caller.Roles.Any(role => rules[operation].Makers.Contains(role) || rules[operation].Checkers.Contains(role));

    private static Problem? Lacks(Caller caller, IReadOnlyList<Role> roles)
        => caller.Roles.Any(roles.Contains) ? null : Problem.Forbidden("forbidden", $"This takes one of the roles {string.Join(", ", roles.Select(Choices<Role>.NameOf))}.");
}
