using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.State;
using FraudFunctions.Learning.Policies;

namespace FraudFunctions.App.Policies;

/// <summary>
/// What is asked about: a policy, rules that stand instead of those of the same id or beside the rest, and a model where it is to be another than the
/// one that decided.
/// </summary>
public sealed record Candidate(Policy Policy, RuleSet? Rules = null, ScoringModel? Model = null)
{
    /// <summary>
    /// What it goes by in a decision of the past; null where its model cannot say anything of it. A model can where it did then, as champion or in the
    /// shadow, or can be asked again: because it needs no memory of the customer, or the memory that was written down is its own. What is no number says
    /// nothing.
    /// </summary>
    /// <param name="decision">The decision.</param>
    /// <param name="hits">The rules that held then.</param>
    /// <param name="lists">What lists held then: an entry made since, because of a fraud, would foresee it.</param>
    internal Sight? See(Decision decision, IReadOnlyList<Rule> hits, ListSet lists)
    {
        double? probability = Model is null ? decision.Assessment.Probability : Probability(Model, decision);
        if (Model is not null && probability is null)
            return null;
        if (Rules is null)
            return new Sight(probability, hits);
        List<Rule> own = Rules.Hits(new RuleInput { Transaction = decision.Transaction, Features = decision.Features, Lists = lists });
        return new Sight(probability, [.. hits.Where(hit => !Rules.Rules.Any(rule => rule.Id == hit.Id)), .. own]);
    }

    /// <summary>What whoever reads the estimate should know of the candidate.</summary>
    internal IEnumerable<Warning> Warnings(LogWindow window, ReadLog read)
    {
        if (read.Unscored > 0)
            yield return new("unscored", $"The model says nothing of {read.Unscored} decisions of the window; they are left out, and they are no sample of the rest.");
        if (Model is { Card: { } card } && card.CreatedAt > window.From)
            yield return new("seen", $"The model was trained on what was known at {card.CreatedAt:yyyy-MM-dd}: of decisions before that it may have seen the truth, which flatters it.");
        if (Rules?.Rules.Where(rule => rule.Status == RuleStatus.Shadow).Select(rule => rule.Id).ToArray() is { Length: > 0 } quiet)
            yield return new("shadow-rules", $"These rules are in the shadow and change nothing: {string.Join(", ", quiet)}. To price one, give it the status 'live'.");
    }

    private static double? Probability(ScoringModel model, Decision decision)
    {
        if (decision.Versions.ModelId == model.Card.Id)
            return decision.Assessment.Probability;
        if (decision.Assessment.Shadow is { } shadow && shadow.ModelId == model.Card.Id)
            return shadow.Probability;
        // Of a customer's first payment nobody remembers anything.
        bool asThen = model.Sequence is not { } sequence || (decision.Memory is { } memory ? memory.Model == SequenceMemory.TagOf(sequence.Id) : !ActiveBasis.Schema.KnowsCustomer(decision.Features));
        return asThen && model.Probability(model.Again(decision.Features, decision.Memory).Scores) is var probability && double.IsFinite(probability) ? probability : null;
    }
}
