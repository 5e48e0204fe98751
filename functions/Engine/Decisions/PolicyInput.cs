using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Decisions;

/// <summary>What a policy looks at.</summary>
public readonly ref struct PolicyInput
{
    /// <summary>Calibrated probability of fraud; null without a model.</summary>
    public required double? Probability { get; init; }

    /// <summary>In hundredths of the base currency.</summary>
    public required long AmountMinor { get; init; }
    public required Direction Direction { get; init; }

    /// <summary>The rules that fired, live and shadow.</summary>
    public required IReadOnlyList<Rule> Hits { get; init; }

    /// <summary>The customer is on a list that chance keeps away from.</summary>
    public bool Excluded { get; init; }

    /// <summary>The schema of the features and the features themselves; only a policy that has learned looks at them.</summary>
    public FeatureSchema? Schema { get; init; }
    public ReadOnlySpan<float> Features { get; init; }

    /// <summary>Whether a customer is on one of the lists that the policy keeps chance away from.</summary>
    public static bool IsExcluded(Policy policy, Transaction transaction, ListSet lists)
    {
        if (policy.Exploration is not { } exploration)
            return false;
        foreach (string list in exploration.ExcludedLists)
        {
            if (lists.Find(list, transaction.CustomerId, transaction.Time) is not null)
                return true;
        }
        return false;
    }
}
