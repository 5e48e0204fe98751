using FraudFunctions.Engine.Reasons;

namespace FraudFunctions.Engine.Decisions;

/// <summary>A decision of the past made again, from what was written then and the versions it names.</summary>
public static class Rederive
{
    /// <summary>Its document; byte for byte the one that was written, unless somebody changed it.</summary>
    public static byte[] Document(Decision decision, DecisionBasis basis)
    {
        float[]? outputs = Assess.Score(basis, decision.Features);
        Assessment assessment = Assess.One(basis, decision.Transaction, decision.Observation, decision.Features, outputs?[0]);
        return Receipt.Write(decision with { Assessment = assessment }).Document;
    }

    /// <summary>Its reasons, also when it was an approval and nobody had asked.</summary>
    public static IReadOnlyList<Reason> Reasons(Decision decision, DecisionBasis basis)
        => Assess.One(basis, decision.Transaction, decision.Observation, decision.Features, decision.Assessment.ModelOutput, explainAll: true).Reasons;
}
