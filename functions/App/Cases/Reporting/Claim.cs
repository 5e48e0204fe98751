using System.Text.Json;
using System.Text.Json.Serialization;
using FraudFunctions.App.Platform;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>
/// One sentence of a report: values, the exhibits they were taken from, and the words around them. A claim holds when taking the values again
/// gives the same ones. These types are all there are: a report can say nothing else.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "claim")]
[JsonDerivedType(typeof(CaseClaim), "case")]
[JsonDerivedType(typeof(IdentityClaim), "identity")]
[JsonDerivedType(typeof(HabitClaim), "habit")]
[JsonDerivedType(typeof(PeerClaim), "peers")]
[JsonDerivedType(typeof(PartyClaim), "party")]
[JsonDerivedType(typeof(LinkClaim), "link")]
[JsonDerivedType(typeof(FactClaim), "fact")]
[JsonDerivedType(typeof(ScreeningClaim), "screening")]
[JsonDerivedType(typeof(AlertedClaim), "alerted")]
[JsonDerivedType(typeof(OutcomesClaim), "outcomes")]
[JsonDerivedType(typeof(TransactionClaim), "transaction")]
[JsonDerivedType(typeof(RestClaim), "rest")]
[JsonDerivedType(typeof(LossClaim), "loss")]
[JsonDerivedType(typeof(SurroundingsClaim), "surroundings")]
[JsonDerivedType(typeof(SpanClaim), "span")]
[JsonDerivedType(typeof(BurstClaim), "burst")]
[JsonDerivedType(typeof(PauseClaim), "pause")]
[JsonDerivedType(typeof(PlacesClaim), "places")]
[JsonDerivedType(typeof(UseClaim), "use")]
[JsonDerivedType(typeof(RatioClaim), "ratio")]
[JsonDerivedType(typeof(ReasonClaim), "reason")]
[JsonDerivedType(typeof(TypologyClaim), "typology")]
[JsonDerivedType(typeof(MethodClaim), "method")]
[JsonDerivedType(typeof(FlowClaim), "flow")]
[JsonDerivedType(typeof(RiseClaim), "rise")]
[JsonDerivedType(typeof(AgainstClaim), "against")]
[JsonDerivedType(typeof(LabelClaim), "label")]
[JsonDerivedType(typeof(LowRiskClaim), "lowRisk")]
[JsonDerivedType(typeof(MissingClaim), "missing")]
[JsonDerivedType(typeof(SilentClaim), "silent")]
[JsonDerivedType(typeof(DegradedClaim), "degraded")]
[JsonDerivedType(typeof(EarlierAlertClaim), "earlierAlert")]
[JsonDerivedType(typeof(EarlierCaseClaim), "earlierCase")]
[JsonDerivedType(typeof(NextStepClaim), "nextStep")]
[JsonDerivedType(typeof(NothingClaim), "nothing")]
[JsonDerivedType(typeof(UnknownClaim), "unknown")]
public abstract record Claim(IReadOnlyList<string> ExhibitIds)
{
    /// <summary>Its anchor in the text: c1, c2 and so on in the order of the report.</summary>
    [JsonPropertyOrder(-2)]
    public string Id { get; init; } = "";

    [JsonPropertyOrder(-1)]
    public abstract string Sentence { get; }

    /// <summary>Whether its values, taken from the dossier again, are the same.</summary>
    public bool HoldsIn(Dossier dossier) => HoldsIn(new Scene(dossier));

    internal bool HoldsIn(Scene scene) => Again(scene) is { } again && (again with { Id = Id }).ToJson() == ToJson();

    /// <summary>The same claim of another dossier; null when there is nothing of the kind to be said.</summary>
    internal abstract Claim? Again(Scene scene);

    private string ToJson() => JsonSerializer.Serialize(this, Json.Options);
}
