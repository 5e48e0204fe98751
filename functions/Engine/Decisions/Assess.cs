using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Decisions;

/// <summary>What the engine thinks of one transaction: model, rules, policy and reasons, before anything is written down.</summary>
public sealed record Assessment
{
    /// <summary>What the model said, before prior correction and calibration; null without a model.</summary>
    public required float? ModelOutput { get; init; }

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
    public required IReadOnlyList<string> Degraded { get; init; }
}

/// <summary>From features to assessments: rows go through the model together, then each by itself through rules, policy and reasons.</summary>
public static class Assess
{
    /// <summary>What the model says of each row, all at once because that is how it is fast; null without a model.</summary>
    public static float[]? Score(DecisionBasis basis, ReadOnlySpan<float> rows)
    {
        if (basis.Model is not { } model)
            return null;
        float[] outputs = new float[rows.Length / basis.Schema.Width];
        model.Score(rows, outputs);
        return outputs;
    }

    /// <summary>
    /// Assesses one transaction by its features and what the model said of them. Reasons are computed from challenge upwards, or always when
    /// <paramref name="explainAll"/> asks for it.
    /// </summary>
    public static Assessment One(DecisionBasis basis, Transaction transaction, Observation observation, ReadOnlySpan<float> features, float? output, bool explainAll = false)
    {
        double? probability = output is { } value ? basis.Model!.Probability(value) : null;
        List<Rule> hits = basis.Rules.Hits(new RuleInput { Transaction = transaction, Features = features, Lists = basis.Lists });
        ReferenceRates rates = basis.Schema.Options.Rates;
        long amountMinor = rates.ToBaseMinor(transaction.AmountMinor, transaction.Currency);
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
        PolicyAnswer answer = basis.Policy.Exploration is { Share: > 0 }
            ? basis.Policy.Decide(input, Decision.IdOf(transaction.CustomerId, transaction.Id))
            : basis.Policy.Decide(probability, amountMinor, transaction.Direction, hits);
        bool explain = explainAll || answer.Outcome >= Outcome.Challenge;
        return new Assessment
        {
            ModelOutput = output,
            Probability = probability,
            RuleHits = Ids(hits, RuleStatus.Live),
            ShadowHits = Ids(hits, RuleStatus.Shadow),
            Outcome = answer.Outcome,
            Choice = answer.Choice,
            ExpectedLossMinor = Math.Round(answer.ExpectedLossMinor, 2),
            Reasons = explain ? CompileReasons.From(basis, features, hits) : [],
            Degraded = DegradedBy(basis, transaction, observation, rates),
        };
    }

    private static IReadOnlyList<string> DegradedBy(DecisionBasis basis, Transaction transaction, Observation observation, ReferenceRates rates)
    {
        bool rated = rates.Covers(transaction.Currency);
        if (basis.Model is not null && !observation.Late && rated)
            return [];
        List<string> degraded = [];
        if (basis.Model is null)
            degraded.Add(Degradation.NoModel);
        if (observation.Late)
            degraded.Add(Degradation.LateEvent);
        if (!rated)
            degraded.Add(Degradation.NoReferenceRate);
        return degraded;
    }

    private static IReadOnlyList<string> Ids(List<Rule> hits, RuleStatus status)
        => hits.Count == 0 ? [] : [.. hits.Where(hit => hit.Status == status).Select(hit => hit.Id)];
}
