using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Rules;

namespace FraudFunctions.Engine.Reasons;

/// <summary>
/// One list of reasons out of two sources: the live rules that fired, then what moved the model most. Contributions of features that argue for
/// the same thing are added up under one code.
/// </summary>
public static class CompileReasons
{
    // Regulators ask for up to four principal reasons; a fifth explains nothing anymore.
    private const int ModelReasons = 4;
    private const int EvidencePerReason = 2;

    // Less than five per cent in the odds is no reason.
    private const double LeastContribution = .05;

    public static IReadOnlyList<Reason> From(DecisionBasis basis, ReadOnlySpan<float> features, IReadOnlyList<Rule> hits)
    {
        List<Reason> reasons = [];
        foreach (Rule hit in hits)
        {
            if (hit.Status == RuleStatus.Live)
                reasons.Add(new Reason(hit.Code, ReasonOrigin.Rule, 0, EvidenceOf(hit, basis.Schema, features)));
        }
        if (basis.Model is { } model)
            AddModelReasons(reasons, model, basis.Schema, features);
        return reasons;
    }

    private static void AddModelReasons(List<Reason> reasons, ScoringModel model, FeatureSchema schema, ReadOnlySpan<float> features)
    {
        double[] contributions = new double[schema.Width];
        model.Explain(features, contributions);
        float[] values = features.ToArray();
        IEnumerable<Reason> byCode = Enumerable.Range(0, schema.Width)
            .GroupBy(column => schema.Columns[column].ReasonCode, StringComparer.Ordinal)
            .Select(group => new Reason(
                group.Key,
                ReasonOrigin.Model,
                Math.Round(group.Sum(column => contributions[column]), 6),
                [.. group.Where(column => contributions[column] > 0 && !float.IsNaN(values[column]))
                    .OrderByDescending(column => contributions[column]).ThenBy(column => column)
                    .Take(EvidencePerReason)
                    .Select(column => new Evidence(schema.Columns[column].Name, values[column]))]))
            .Where(reason => reason.Contribution >= LeastContribution)
            .OrderByDescending(reason => reason.Contribution).ThenBy(reason => reason.Code, StringComparer.Ordinal)
            .Take(ModelReasons);
        reasons.AddRange(byCode);
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
