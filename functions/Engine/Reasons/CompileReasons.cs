using System.Collections.Frozen;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Rules;

namespace FraudFunctions.Engine.Reasons;

/// <summary>
/// One list of reasons out of all sources: the live rules that fired, then what moved the model most, whether its trees, its sequence or its autoencoder
/// saw it. Contributions that argue for the same thing are added up under one code.
/// </summary>
public static class CompileReasons
{
    // Regulators ask for up to four principal reasons; a fifth explains nothing anymore.
    private const int ModelReasons = 4;
    private const int EvidencePerReason = 2;

    // These compare with what the customer did before.
    private static readonly FrozenSet<string> ofHabit = FrozenSet.Create(StringComparer.Ordinal, ReasonCodes.AmountAboveHabit, ReasonCodes.SpendHigh, ReasonCodes.Velocity, ReasonCodes.UnusualTime);

    // Less than five per cent in the odds is no reason.
    internal const double LeastContribution = .05;

    // A millionth of log odds: what a reader could add up by hand.
    private const int Decimals = 6;

    /// <summary>The assessment with its principal reasons and how they add up.</summary>
    public static Assessment Into(Assessment assessment, DecisionBasis basis, ReadOnlySpan<float> features, ScoredRow? scored, IReadOnlyList<Rule> hits)
    {
        List<Reason> reasons = RulesOf(basis, features, hits);
        if (basis.Model is not { } model || scored is not { } row)
            return assessment with { Reasons = reasons };
        Explanation explanation = model.Explain(features, row);
        IReadOnlyList<Reason> principal = Principal(explanation, basis.Schema, features);
        return assessment with { Reasons = [.. reasons, .. principal], Sum = SumOf(explanation, principal) };
    }

    /// <summary>What moved the model most towards fraud, without the rules.</summary>
    public static IReadOnlyList<Reason> Principal(DecisionBasis basis, ReadOnlySpan<float> features, ScoredRow scored)
        => basis.Model is { } model ? Principal(model.Explain(features, scored), basis.Schema, features) : [];

    private static IReadOnlyList<Reason> Principal(Explanation explanation, FeatureSchema schema, ReadOnlySpan<float> features)
        => [.. All(explanation, schema, features).Where(reason => reason.Contribution >= LeastContribution).Take(ModelReasons)];

    /// <summary>The others close the sum to the last digit shown.</summary>
    private static ReasonSum SumOf(Explanation explanation, IReadOnlyList<Reason> listed)
    {
        double start = Math.Round(explanation.Start, Decimals);
        double logOdds = Math.Round(explanation.LogOdds, Decimals);
        return new ReasonSum(start, Math.Round(logOdds - start - listed.Sum(reason => reason.Contribution), Decimals), logOdds);
    }

    /// <summary>Everything there is: the live rules that fired, and all that moved the model, including what spoke for the customer.</summary>
    public static (IReadOnlyList<Reason> Reasons, ReasonSum? Sum) InFull(Decision decision, DecisionBasis basis)
    {
        List<Rule> hits = basis.Rules.Hits(new RuleInput { Transaction = decision.Transaction, Features = decision.Features, Lists = basis.Lists });
        List<Reason> rules = RulesOf(basis, decision.Features, hits);
        if (basis.Model is not { } model || decision.Assessment.Scores is not { } scores)
            return (rules, null);
        Explanation explanation = model.Explain(decision.Features, new ScoredRow(scores, decision.Memory));
        IReadOnlyList<Reason> all = All(explanation, basis.Schema, decision.Features);
        return ([.. rules, .. all], SumOf(explanation, all));
    }

    /// <summary>Everything that moved the model, the strongest first, including what spoke for the customer.</summary>
    private static IReadOnlyList<Reason> All(Explanation explanation, FeatureSchema schema, ReadOnlySpan<float> features)
    {
        float[] values = features.ToArray();
        Dictionary<string, string> told = CodesOf(explanation, schema, features);
        IEnumerable<Reason> byCode = Enumerable.Range(0, schema.Width)
            .GroupBy(column => told[schema.Columns[column].ReasonCode], StringComparer.Ordinal)
            .Select(group => new Reason(
                group.Key,
                ReasonOrigin.Model,
                Math.Round(group.Sum(column => explanation.Columns[column]), Decimals),
                [.. group.Where(column => explanation.Columns[column] > 0 && !float.IsNaN(values[column]))
                    .OrderByDescending(column => explanation.Columns[column]).ThenBy(column => column)
                    .Take(EvidencePerReason)
                    .Select(column => new Evidence(schema.Columns[column].Name, values[column]))]));
        // Without a payment before it there is no order of payments to speak of.
        Reason memory = new(schema.HasHabit(features) ? ReasonCodes.Sequence : InsteadOfHabit(schema, features), ReasonOrigin.Sequence, Math.Round(explanation.Memory, Decimals), []);
        return [.. byCode.Append(memory)
            .GroupBy(reason => reason.Code, StringComparer.Ordinal)
            .Select(same => same.First() with { Contribution = Math.Round(same.Sum(reason => reason.Contribution), Decimals) })
            .Where(reason => reason.Contribution != 0)
            .OrderByDescending(reason => reason.Contribution).ThenBy(reason => reason.Code, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Under which code each code's columns are told. One that raises the risk though its words are not true of this payment is not claimed: "more than
    /// you usually pay" of a first payment, "frauds are known at this merchant" where none are.
    /// </summary>
    private static Dictionary<string, string> CodesOf(Explanation explanation, FeatureSchema schema, ReadOnlySpan<float> features)
    {
        bool hasHabit = schema.HasHabit(features);
        Dictionary<string, double> sums = new(StringComparer.Ordinal);
        for (int column = 0; column < schema.Width; column++)
            sums[schema.Columns[column].ReasonCode] = sums.GetValueOrDefault(schema.Columns[column].ReasonCode) + explanation.Columns[column];
        Dictionary<string, string> told = new(StringComparer.Ordinal);
        foreach ((string code, double sum) in sums)
        {
            bool compares = ofHabit.Contains(code);
            told[code] = sum <= 0 || (schema.BearsOut(code, features) && (hasHabit || !compares)) ? code
                : compares && !hasHabit ? InsteadOfHabit(schema, features) : ReasonCodes.Unspecific;
        }
        return told;
    }

    /// <summary>Somebody known for years may pay for the first time: that is no short history.</summary>
    private static string InsteadOfHabit(FeatureSchema schema, ReadOnlySpan<float> features)
        => schema.BearsOut(ReasonCodes.NewCustomer, features) ? ReasonCodes.NewCustomer : ReasonCodes.Unspecific;

    private static List<Reason> RulesOf(DecisionBasis basis, ReadOnlySpan<float> features, IReadOnlyList<Rule> hits)
    {
        List<Reason> reasons = [];
        foreach (Rule hit in hits)
        {
            if (hit.Status == RuleStatus.Live)
                reasons.Add(new Reason(hit.Code, ReasonOrigin.Rule, 0, EvidenceOf(hit, basis.Schema, features)));
        }
        return reasons;
    }

    private static IReadOnlyList<Evidence> EvidenceOf(Rule rule, FeatureSchema schema, ReadOnlySpan<float> features)
    {
        List<Evidence> evidence = [];
        foreach (int column in rule.When.Features.Distinct().Order())
        {
            if (!float.IsNaN(features[column]))
                evidence.Add(new Evidence(schema.Columns[column].Name, features[column]));
        }
        return evidence;
    }
}
