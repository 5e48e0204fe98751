using FraudFunctions.Engine.Labels;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>Which claims each section holds, as far as the evidence has anything to say.</summary>
internal static class Sections
{
    public static IEnumerable<Claim> Summary(Scene scene) => Some(
        CaseClaim.From(scene),
        (Claim?)AlertedClaim.From(scene) ?? NothingClaim.From(scene, Topic.Alerts),
        OutcomesClaim.From(scene),
        scene.Findings.Count > 0 ? TypologyClaim.Of(scene.Findings[0]) : NothingClaim.From(scene, Topic.Typology));

    public static IEnumerable<Claim> Answering(Question question, Scene scene) => question switch
    {
        Question.Who => Who(scene),
        Question.What => What(scene),
        Question.When => Some(SpanClaim.From(scene), BurstClaim.Of(scene), PauseClaim.From(scene)),
        Question.Where => Where(scene),
        Question.Why => Why(scene),
        Question.How => Some(MethodClaim.From(scene), FlowClaim.From(scene), RiseClaim.From(scene)),
    };

    /// <summary>What speaks against the suspicion: what the customer already used, labels of genuine, a model that sees nothing.</summary>
    public static IEnumerable<Claim> Contradicting(Scene scene) => Some(
    [
        .. scene.Findings.Select(finding => AgainstClaim.From(scene, finding.Typology)),
        .. Familiar(scene),
        LowRiskClaim.From(scene),
        .. scene.Of<LabelExhibit>().Where(label => label.Verdict == Verdict.Genuine && scene.AlertedOf(label) is not null).Select(label => LabelClaim.From(scene, label.Id)),
    ]);

    public static IEnumerable<Claim> Missing(Scene scene) => Some(
    [
        .. scene.Dossier.Missing.Distinct().Select(missing => new MissingClaim(missing.Kind, missing.Reason)),
        .. Enum.GetValues<ExhibitKind>().Select(kind => SilentClaim.From(scene, kind)),
        .. scene.Alerted.SelectMany(exhibit => exhibit.Degraded).Distinct().Order(StringComparer.Ordinal).Select(lacking => DegradedClaim.From(scene, lacking)),
    ]);

    public static IEnumerable<Claim> History(Scene scene) => Some(
    [
        .. scene.Of<CaseExhibit>().OrderBy(earlier => earlier.OpenedAt).Select(earlier => EarlierCaseClaim.From(scene, earlier.Id)),
        .. scene.Of<AlertExhibit>().OrderBy(alert => alert.Time).Select(alert => EarlierAlertClaim.From(scene, alert.Id)),
        .. scene.Of<LabelExhibit>().Where(label => label.Verdict == Verdict.Fraud || scene.AlertedOf(label) is null).OrderBy(label => label.KnownTime).Select(label => LabelClaim.From(scene, label.Id)),
    ]);

    public static IEnumerable<Claim> NextSteps(Scene scene) => Some(Enum.GetValues<NextStep>().Select(step => NextStepClaim.From(scene, step)));

    private static IEnumerable<Claim> Who(Scene scene) => Some(
    [
        new IdentityClaim(scene.Dossier.CustomerId),
        HabitClaim.From(scene),
        PeerClaim.From(scene),
        .. Entities(scene, EntityKind.Counterparty).Select(account => PartyClaim.From(scene, account)),
        .. scene.Of<LinkExhibit>().OrderBy(link => link.Id, StringComparer.Ordinal).Select(link => LinkClaim.From(scene, link.Id)),
        .. scene.Of<FactExhibit>().OrderBy(fact => fact.Id, StringComparer.Ordinal).Select(fact => FactClaim.From(scene, fact.Id)),
        .. scene.Of<ScreeningExhibit>().OrderBy(screening => screening.ScreenedAt).Select(screening => ScreeningClaim.From(scene, screening.Id)),
    ]);

    private static IEnumerable<Claim> What(Scene scene) => Some(
    [
        .. scene.Alerted.Take(RestClaim.Told).Select(exhibit => TransactionClaim.From(scene, exhibit.Id)),
        RestClaim.From(scene),
        LossClaim.From(scene),
        SurroundingsClaim.From(scene),
    ]);

    private static IEnumerable<Claim> Where(Scene scene) => Some(
    [
        PlacesClaim.From(scene, alerted: true),
        // Where the customer usually is says nothing of where this happened.
        scene.Alerted.Any(exhibit => exhibit.Country is not null) ? PlacesClaim.From(scene, alerted: false) : null,
        .. Entities(scene, EntityKind.Device).Select(id => UseClaim.From(scene, EntityKind.Device, id)),
        .. Entities(scene, EntityKind.Ip).Select(id => UseClaim.From(scene, EntityKind.Ip, id)),
    ]);

    private static IEnumerable<Claim> Why(Scene scene) => Some(
    [
        .. scene.Findings.Select(TypologyClaim.Of),
        RatioClaim.From(scene),
        .. scene.Reasons.Select(group => ReasonClaim.From(scene, group.Key)),
    ]);

    private static IEnumerable<Claim?> Familiar(Scene scene) => new[] { EntityKind.Device, EntityKind.Merchant, EntityKind.Counterparty }
        .SelectMany(kind => Entities(scene, kind).Select(id => UseClaim.From(scene, kind, id)).Where(use => use is { Before: > 0 }));

    private static IEnumerable<string> Entities(Scene scene, EntityKind kind)
        => scene.Alerted.Select(exhibit => Scene.EntityOf(exhibit, kind)).OfType<string>().Distinct(StringComparer.Ordinal);

    private static IEnumerable<Claim> Some(params IEnumerable<Claim?> claims) => claims.OfType<Claim>();
}
