using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Rules;

/// <summary>What a rule may look at: the transaction, its as-of features and the lists.</summary>
public readonly ref struct RuleInput
{
    public required Transaction Transaction { get; init; }
    public required ReadOnlySpan<float> Features { get; init; }
    public required ListSet Lists { get; init; }
}
