using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Decisions;

/// <summary>Whether a policy makes sense: costs that are not negative, shares that are shares, and what it has learned fits the features.</summary>
public static class CheckPolicy
{
    /// <summary>The first member that is wrong, or null.</summary>
    public static FieldProblem? Of(Policy policy, FeatureSchema schema)
    {
        return Costs(
            ("reviewCostMinor", policy.ReviewCostMinor), ("reviewShadowPriceMinor", policy.ReviewShadowPriceMinor), ("challengeCostMinor", policy.ChallengeCostMinor),
            ("holdCostMinor", policy.HoldCostMinor), ("declineCostMinor", policy.DeclineCostMinor))
            ?? Shares(
                ("margin", policy.Margin), ("challengeAbandonment", policy.ChallengeAbandonment), ("challengePrevents", policy.ChallengePrevents),
                ("reviewPrevents", policy.ReviewPrevents), ("holdPrevents", policy.HoldPrevents))
            ?? (policy.Exploration is { } exploration ? Of(exploration) : null)
            ?? (policy.Bandit is { } bandit ? Of(bandit, schema) : null)
            ?? (policy is { Bandit: not null, Exploration: not { Share: > 0 } }
                ? new FieldProblem("missing", "exploration", "is missing: what the policy has learned only decides in the grey zone, within its budget")
                : null);
    }

    private static FieldProblem? Of(Exploration exploration)
    {
        FieldProblem? wrong = Shares(("exploration.share", exploration.Share))
            ?? Costs(("exploration.greyZoneMinor", exploration.GreyZoneMinor), ("exploration.budgetPerDayMinor", exploration.BudgetPerDayMinor), ("exploration.maxAmountMinor", exploration.MaxAmountMinor));
        if (wrong is not null)
            return wrong;
        if (exploration.PaymentsPerDay < 1)
            return new FieldProblem("out-of-range", "exploration.paymentsPerDay", $"is {exploration.PaymentsPerDay}; the budget is for at least one payment a day");
        if (exploration.ExcludedLists is null || exploration.ExcludedLists.Any(list => list is not { Length: > 0 }))
            return new FieldProblem("missing", "exploration.excludedLists", "holds a list without a name");
        return exploration.Share > 0 && exploration.Seed is not { Length: >= 8 }
            ? new FieldProblem("too-short", "exploration.seed", "must have eight characters or more: whoever guesses it knows which payments are let go")
            : null;
    }

    private static FieldProblem? Of(Bandit bandit, FeatureSchema schema)
    {
        if (!(bandit.UnitMinor > 0) || !(bandit.UnitShare >= 0) || !double.IsFinite(bandit.UnitMinor + bandit.UnitShare))
            return new FieldProblem("out-of-range", "bandit.unitMinor", "and unitShare must make a unit above zero");
        if (bandit.Features is null || bandit.Outcomes is null)
            return new FieldProblem("missing", "bandit.outcomes", "and features must be lists");
        for (int i = 0; i < bandit.Features.Count; i++)
        {
            BanditFeature feature = bandit.Features[i];
            if (feature is null || !schema.Columns.Any(column => column.Name == feature.Name))
                return new FieldProblem("unknown-value", $"bandit.features[{i}].name", $"is '{feature?.Name}', which is no feature");
            if (!(feature.Deviation > 0) || !double.IsFinite(feature.Deviation) || !double.IsFinite(feature.Mean))
                return new FieldProblem("out-of-range", $"bandit.features[{i}].deviation", "must be above zero");
        }
        for (int i = 0; i < bandit.Outcomes.Count; i++)
        {
            BanditOutcome outcome = bandit.Outcomes[i];
            if (outcome is null || outcome.Outcome > Outcome.Review || bandit.Outcomes.Take(i).Any(other => other.Outcome == outcome.Outcome))
                return new FieldProblem("unknown-value", $"bandit.outcomes[{i}].outcome", "must be approve, challenge or review, each at most once");
            if (outcome.Mean?.Count != bandit.Width || !outcome.Mean.All(double.IsFinite))
                return new FieldProblem("out-of-range", $"bandit.outcomes[{i}].mean", $"must hold {bandit.Width} numbers: the constant, the probability, the features");
            if (outcome.Precision?.Count != bandit.Width || outcome.Precision.Any(row => row is null) || PrecisionMatrix.TryOf(outcome.Precision) is null)
                return new FieldProblem("out-of-range", $"bandit.outcomes[{i}].precision", $"must be symmetric, positive definite, {bandit.Width} by {bandit.Width}");
        }
        return null;
    }

    private static FieldProblem? Costs(params ReadOnlySpan<(string Name, long Value)> costs)
    {
        foreach ((string name, long value) in costs)
        {
            if (value < 0)
                return new FieldProblem("out-of-range", name, $"is {value}; a cost is not negative");
        }
        return null;
    }

    private static FieldProblem? Shares(params ReadOnlySpan<(string Name, double Value)> shares)
    {
        foreach ((string name, double value) in shares)
        {
            if (value is not (>= 0 and <= 1))
                return new FieldProblem("out-of-range", name, $"is {value}; a share lies between 0 and 1");
        }
        return null;
    }
}
