using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;

namespace FraudFunctions.Learning.Policies;

/// <summary>How likely a policy would be to take each outcome of a logged decision.</summary>
public static class TargetPolicy
{
    public static Func<LoggedDecision, IReadOnlyList<double>> Of(Policy policy, FeatureSchema? schema = null) => logged =>
    {
        PolicyAnswer answer = policy.Decide(logged.Probability, logged.AmountMinor, logged.Direction, logged.Hits);
        PolicyInput input = new()
        {
            Probability = logged.Probability,
            AmountMinor = logged.AmountMinor,
            Direction = logged.Direction,
            Hits = logged.Hits,
            Excluded = logged.Excluded,
            Schema = schema,
            Features = logged.Features.Span,
        };
        return Explore.Of(policy, answer.Outcome, input)?.Propensities ?? LoggedDecision.Certain(answer.Outcome);
    };
}
