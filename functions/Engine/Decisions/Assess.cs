using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Decisions;

/// <summary>What the engine thinks of one transaction: model, rules, policy and reasons, before anything is written down.</summary>
public sealed record Assessment
{
    /// <summary>What each part of the model said by itself; null without a model.</summary>
    public required Scores? Scores { get; init; }

    /// <summary>Calibrated probability of fraud; null without a model.</summary>
    public required double? Probability { get; init; }
    public required IReadOnlyList<string> RuleHits { get; init; }
    public required IReadOnlyList<string> ShadowHits { get; init; }
    public required Outcome Outcome { get; init; }

    /// <summary>What was left to chance; null when nothing was.</summary>
    public Choice? Choice { get; init; }

    /// <summary>Probability times amount, in hundredths of the base currency.</summary>
    public required double ExpectedLossMinor { get; init; }
    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>How the reasons add up; null when none were asked for, or there is no model.</summary>
    public ReasonSum? Sum { get; init; }

    /// <summary>What the model in the shadow thought; null without one.</summary>
    public ShadowOpinion? Shadow { get; init; }
    public required IReadOnlyList<string> Degraded { get; init; }
}

/// <summary>From what the model said of a row to an assessment: rules, policy and reasons.</summary>
public static class Assess
{
    /// <summary>
    /// Assesses one transaction by its features and what the model said of them; and, by the same rules and policy, the probability that the model in the
    /// shadow gave. Reasons are computed from challenge upwards, or always when <paramref name="explainAll"/> asks for it.
    /// </summary>
    public static Assessment One(DecisionBasis basis, Transaction transaction, Observation observation, ReadOnlySpan<float> features, ScoredRow? scored, double? beside = null, bool explainAll = false)
    {
        double? probability = scored is { } row ? basis.Model!.Probability(row.Scores) : null;
        List<Rule> hits = basis.Rules.Hits(new RuleInput { Transaction = transaction, Features = features, Lists = basis.Lists });
        PolicyAnswer answer = Answer(basis, transaction, features, probability, hits);
        Assessment assessment = new()
        {
            Scores = scored?.Scores,
            Probability = probability,
            RuleHits = Ids(hits, RuleStatus.Live),
            ShadowHits = Ids(hits, RuleStatus.Shadow),
            Outcome = answer.Outcome,
            Choice = answer.Choice,
            ExpectedLossMinor = Math.Round(answer.ExpectedLossMinor, 2),
            Reasons = [],
            Shadow = beside is { } other ? new ShadowOpinion(basis.Shadow!.Card.Id, other, basis.Policy.Decide(other, AmountOf(basis, transaction), transaction.Direction, hits).Outcome) : null,
            Degraded = DegradedBy(basis, transaction, observation, features, scored),
        };
        return explainAll || answer.Outcome >= Outcome.Challenge ? CompileReasons.Into(assessment, basis, features, scored, hits) : assessment;
    }

    /// <summary>By what it costs; where the policy explores, near ties by chance.</summary>
    private static PolicyAnswer Answer(DecisionBasis basis, Transaction transaction, ReadOnlySpan<float> features, double? probability, List<Rule> hits)
    {
        long amountMinor = AmountOf(basis, transaction);
        if (basis.Policy.Exploration is not { Share: > 0 })
            return basis.Policy.Decide(probability, amountMinor, transaction.Direction, hits);
        PolicyInput input = new()
        {
            Probability = probability,
            AmountMinor = amountMinor,
            Direction = transaction.Direction,
            Hits = hits,
            Excluded = PolicyInput.IsExcluded(basis.Policy, transaction, basis.Lists),
            Schema = basis.Schema,
            Features = features,
        };
        return basis.Policy.Decide(input, Decision.IdOf(transaction.CustomerId, transaction.Id));
    }

    private static long AmountOf(DecisionBasis basis, Transaction transaction)
        => basis.Schema.Options.Rates.ToBaseMinor(transaction.AmountMinor, transaction.Currency);

    private static IReadOnlyList<string> DegradedBy(DecisionBasis basis, Transaction transaction, Observation observation, ReadOnlySpan<float> features, ScoredRow? scored)
    {
        bool rated = basis.Schema.Options.Rates.Covers(transaction.Currency);
        bool forgetful = basis.Model is { Sequence: not null } && scored is { Before: null } && basis.Schema.KnowsCustomer(features);
        if (basis.Model is not null && !observation.Late && rated && !forgetful)
            return [];
        List<string> degraded = [];
        if (basis.Model is null)
            degraded.Add(Degradation.NoModel);
        if (observation.Late)
            degraded.Add(Degradation.LateEvent);
        if (!rated)
            degraded.Add(Degradation.NoReferenceRate);
        if (forgetful)
            degraded.Add(Degradation.NoMemory);
        return degraded;
    }

    private static IReadOnlyList<string> Ids(List<Rule> hits, RuleStatus status)
        => hits.Count == 0 ? [] : [.. hits.Where(hit => hit.Status == status).Select(hit => hit.Id)];
}
