using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.State;
using FraudFunctions.Learning.Policies;

namespace FraudFunctions.App.Policies;

/// <summary>What is asked about: a policy, and rules and a model where they are to be others than those that decided.</summary>
public sealed record Candidate(Policy Policy, RuleSet? Rules = null, ScoringModel? Model = null)
{
    /// <summary>
    /// What it goes by in a decision of the past; null where its model cannot say anything of it. A model can where it did then, as champion or in the
    /// shadow, or can be asked again: because it needs no memory of the customer, or the memory that was written down is its own.
    /// </summary>
    /// <param name="decision">The decision.</param>
    /// <param name="hits">The rules that held then.</param>
    /// <param name="lists">What lists hold now: those that rules look at.</param>
    internal Sight? See(Decision decision, IReadOnlyList<Rule> hits, ListSet lists)
    {
        double? probability = Model is null ? decision.Assessment.Probability : Probability(Model, decision);
        if (Model is not null && probability is null)
            return null;
        return new Sight(probability, Rules?.Hits(new RuleInput { Transaction = decision.Transaction, Features = decision.Features, Lists = lists }) ?? hits);
    }

    private static double? Probability(ScoringModel model, Decision decision)
    {
        if (decision.Versions.ModelId == model.Card.Id)
            return decision.Assessment.Probability;
        if (decision.Assessment.Shadow is { } shadow && shadow.ModelId == model.Card.Id)
            return shadow.Probability;
        // Of a customer's first payment nobody remembers anything.
        bool asThen = model.Sequence is not { } sequence || (decision.Memory is { } memory ? memory.Model == SequenceMemory.TagOf(sequence.Id) : !ActiveBasis.Schema.KnowsCustomer(decision.Features));
        return asThen ? model.Probability(model.Again(decision.Features, decision.Memory).Scores) : null;
    }
}
