namespace FraudFunctions.Engine.Decisions;

/// <summary>A decision of the past made again, from what was written then and the versions it names.</summary>
public static class Rederive
{
    /// <summary>
    /// Its document; byte for byte the one that was written, unless somebody changed it. What the model in the shadow thought is taken from there: it
    /// decided nothing, and its memory is not kept.
    /// </summary>
    public static byte[] Document(Decision decision, DecisionBasis basis)
    {
        Assessment assessment = Again(decision, basis, basis.Model?.Again(decision.Features, decision.Memory), explainAll: false);
        return Receipt.Write(decision with { Assessment = assessment with { Shadow = decision.Assessment.Shadow } }).Document;
    }

    /// <summary>Why it was made, also when it was an approval and nobody had asked; of what the parts of the model said then.</summary>
    public static Assessment Explained(Decision decision, DecisionBasis basis)
        => Again(decision, basis, decision.Assessment.Scores is { } scores ? new ScoredRow(scores, decision.Memory) : null, explainAll: true);

    private static Assessment Again(Decision decision, DecisionBasis basis, ScoredRow? scored, bool explainAll)
        => Assess.One(basis, decision.Transaction, decision.Observation, decision.Features, scored, explainAll: explainAll);
}
