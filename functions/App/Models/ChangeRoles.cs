using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Models;

/// <summary>How the roles may change. What is so already is answered as it is; what cannot be says why.</summary>
internal static class ChangeRoles
{
    /// <summary>
    /// Makes a model champion in place of <paramref name="from"/>: who promotes has compared it with that one and no other. The one before is kept
    /// to come back if this release can run it.
    /// </summary>
    public static Parsed<ModelRoles> Promote(ModelRoles roles, string model, string? from, DateTimeOffset now, bool canComeBack = true)
    {
        if (roles.Champion == model)
            return roles;
        if (roles.Champion != from)
            return new FieldProblem("outdated", "content.from", $"is {Named(from)}, and {Named(roles.Champion)} decides now: compare with that one");
        return roles with
        {
            Champion = model,
            Previous = canComeBack ? roles.Champion : null,
            Shadow = roles.Shadow == model ? null : roles.Shadow,
            ShadowSince = roles.Shadow == model ? null : roles.ShadowSince,
            ShadowBy = roles.Shadow == model ? null : roles.ShadowBy,
            Term = roles.Term + 1,
            ChampionSince = now,
            RolledBack = false,
        };
    }

    /// <summary>Gives the decision back to the champion before, if the term is still the one that is meant; null means whichever it is.</summary>
    public static Parsed<ModelRoles> RollBack(ModelRoles roles, long? term, DateTimeOffset now)
    {
        if (term is { } meant && roles.Term != meant)
            return new FieldProblem("outdated", "term", $"is {meant}, and it is {roles.Term} now");
        if (roles.Previous is null)
            return new FieldProblem("nothing-to-roll-back", "champion", roles.RolledBack ? "has come back by a rollback already" : "has no model before it that this release can run");
        return roles with
        {
            Champion = roles.Previous,
            Previous = null,
            Shadow = roles.Shadow == roles.Previous ? null : roles.Shadow,
            ShadowSince = roles.Shadow == roles.Previous ? null : roles.ShadowSince,
            ShadowBy = roles.Shadow == roles.Previous ? null : roles.ShadowBy,
            Term = roles.Term + 1,
            ChampionSince = now,
            RolledBack = true,
        };
    }

    /// <summary>Puts a model into the shadow. Another that is there stays, unless nobody but the same automatic hand has put it there.</summary>
    public static Parsed<ModelRoles> StartShadow(ModelRoles roles, string model, string by, DateTimeOffset now)
    {
        if (roles.Shadow == model)
            return roles;
        if (roles.Champion == model)
            return new FieldProblem("is-champion", "id", $"'{model}' decides already");
        if (roles.Shadow is { } other && !(by == RoleBook.Retraining && roles.ShadowBy == by))
            return new FieldProblem("shadow-taken", "id", $"'{other}' is in the shadow: stop that one first");
        return roles with { Shadow = model, ShadowSince = now, ShadowBy = by };
    }

    /// <summary>Takes a model out of the shadow; one that is not there is out of it.</summary>
    public static Parsed<ModelRoles> StopShadow(ModelRoles roles, string model)
        => roles.Shadow == model ? roles with { Shadow = null, ShadowSince = null, ShadowBy = null } : roles;

    private static string Named(string? model) => model is null ? "no model" : $"'{model}'";
}
