using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;

namespace FraudFunctions.Learning.Policies;

/// <summary>How likely a policy would be to take each outcome of a logged decision.</summary>
public static class TargetPolicy
{
    /// <summary>Of a policy that goes by the model and the rules that decided.</summary>
    public static Func<LoggedDecision, IReadOnlyList<double>> Of(Policy policy, FeatureSchema? schema = null)
        => logged => Chances(policy, logged, new Sight(logged.Probability, logged.Hits), schema);

    /// <summary>Of a policy that goes by <see cref="LoggedDecision.Instead"/>, where that is there.</summary>
    public static Func<LoggedDecision, IReadOnlyList<double>> OfCandidate(Policy policy, FeatureSchema? schema = null)
        => logged => Chances(policy, logged, logged.Instead ?? new Sight(logged.Probability, logged.Hits), schema);

    private static IReadOnlyList<double> Chances(Policy policy, LoggedDecision logged, Sight sight, FeatureSchema? schema)
    {
        PolicyAnswer answer = policy.Decide(sight.Probability, logged.AmountMinor, logged.Direction, sight.Hits);
        PolicyInput input = new()
        {
            Probability = sight.Probability,
            AmountMinor = logged.AmountMinor,
            Direction = logged.Direction,
            Hits = sight.Hits,
            Excluded = logged.Excluded,
            Schema = schema,
            Features = logged.Features.Span,
        };
        return Explore.Of(policy, answer.Outcome, input)?.Propensities ?? LoggedDecision.Certain(answer.Outcome);
    }
}
