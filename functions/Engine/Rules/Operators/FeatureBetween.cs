namespace FraudFunctions.Engine.Rules.Operators;

/// <summary>
/// <c>{"feature": "customer_count_1h", "atLeast": 5, "below": 100}</c>: the feature lies in [atLeast, below). A feature that is missing lies
/// nowhere, so neither this nor its bounds fire on what is not known.
/// </summary>
public sealed record FeatureBetween(int Feature, double AtLeast, double Below) : Condition
{
    public override bool Holds(in RuleInput input) => input.Features[Feature] >= AtLeast && input.Features[Feature] < Below;

    public override IEnumerable<int> Features => [Feature];
}
