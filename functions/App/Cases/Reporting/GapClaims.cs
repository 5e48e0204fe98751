using FraudFunctions.App.Alerts;
using FraudFunctions.Engine.Labels;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>What somebody has said of a transaction.</summary>
public sealed record LabelClaim(IReadOnlyList<string> ExhibitIds, string TransactionId, bool Alerted, Verdict Verdict, LabelSource Source, DateTimeOffset KnownTime) : Claim(ExhibitIds)
{
    public override string Sentence => $"{(Alerted ? "Alerted" : "Other")} transaction {Say.Id(TransactionId)} was called {Words.Of(Verdict)} by {Words.Of(Source)} at {Say.Time(KnownTime)}.";

    internal static LabelClaim? From(Scene scene, string exhibitId)
    {
        if (scene.Find<LabelExhibit>(exhibitId) is not { } label)
            return null;
        TransactionExhibit? about = scene.AlertedOf(label);
        return new(about is null ? [label.Id] : [label.Id, about.Id], label.TransactionId, about is not null, label.Verdict, label.Source, label.KnownTime);
    }

    internal override Claim? Again(Scene scene) => From(scene, ExhibitIds[0]);
}

/// <summary>Alerted transactions that the model finds harmless.</summary>
public sealed record LowRiskClaim(IReadOnlyList<string> ExhibitIds, int Count, int All) : Claim(ExhibitIds)
{
    /// <summary>Below one in a hundred, twice the usual rate, a probability speaks against fraud.</summary>
    internal const double Low = .01;

    public override string Sentence => $"The model gives {Say.Number(Count)} of {Say.Count(All, "alerted transaction")} a fraud probability below {Say.Percent(Low)}.";

    internal static LowRiskClaim? From(Scene scene)
    {
        TransactionExhibit[] low = [.. scene.Alerted.Where(exhibit => exhibit.Probability < Low)];
        return low.Length == 0 ? null : new(Scene.Ids(low), low.Length, scene.Alerted.Count);
    }

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>Evidence that was asked for and did not come.</summary>
public sealed record MissingClaim(ExhibitKind Kind, string Reason) : Claim([])
{
    public override string Sentence => $"Missing: {Words.Of(Kind)}, because {Say.Quote(Reason)}.";

    internal override Claim? Again(Scene scene) => scene.Dossier.Missing.Contains(new MissingExhibit(Kind, Reason)) ? this with { Id = "" } : null;
}

/// <summary>Evidence that is not there although nobody said so.</summary>
public sealed record SilentClaim(ExhibitKind Kind) : Claim([])
{
    public override string Sentence => $"Not among the evidence, and nowhere explained: {Words.Of(Kind)}.";

    internal static SilentClaim? From(Scene scene, ExhibitKind kind)
        => scene.Dossier.Missing.Any(missing => missing.Kind == kind) || scene.Exhibits.Any(exhibit => Shows(exhibit, kind)) ? null : new(kind);

    internal override Claim? Again(Scene scene) => From(scene, Kind);

    private static bool Shows(Exhibit exhibit, ExhibitKind kind) => kind switch
    {
        ExhibitKind.Profile => exhibit is ProfileExhibit,
        ExhibitKind.Timeline => exhibit is TransactionExhibit,
        ExhibitKind.Decisions => exhibit is ReasonExhibit,
        ExhibitKind.Links => exhibit is LinkExhibit,
        ExhibitKind.History => exhibit is AlertExhibit or CaseExhibit or LabelExhibit,
        ExhibitKind.Screening => exhibit is ScreeningExhibit,
        ExhibitKind.Facts => exhibit is FactExhibit,
    };
}

/// <summary>What decisions had to do without.</summary>
public sealed record DegradedClaim(IReadOnlyList<string> ExhibitIds, string Lacking, int Count) : Claim(ExhibitIds)
{
    public override string Sentence => $"{Say.Count(Count, "alerted decision")} had to do without {Say.Id(Lacking)}.";

    internal static DegradedClaim? From(Scene scene, string lacking)
    {
        TransactionExhibit[] without = [.. scene.Alerted.Where(exhibit => exhibit.Degraded.Contains(lacking))];
        return without.Length == 0 ? null : new(Scene.Ids(without), lacking, without.Length);
    }

    internal override Claim? Again(Scene scene) => From(scene, Lacking);
}

/// <summary>An earlier alert on the customer.</summary>
public sealed record EarlierAlertClaim(IReadOnlyList<string> ExhibitIds, string AlertId, string Reason, AlertState State, DateTimeOffset Time) : Claim(ExhibitIds)
{
    public override string Sentence => $"Alert {Say.Id(AlertId)} for {Say.Id(Reason)} at {Say.Time(Time)} stands at {Words.Of(State)}.";

    internal static EarlierAlertClaim? From(Scene scene, string exhibitId)
        => scene.Find<AlertExhibit>(exhibitId) is { OfThisCase: false } alert ? new([alert.Id], alert.AlertId, alert.Reason, alert.State, alert.Time) : null;

    internal override Claim? Again(Scene scene) => From(scene, ExhibitIds[0]);
}

/// <summary>An earlier case of the customer.</summary>
public sealed record EarlierCaseClaim(
    IReadOnlyList<string> ExhibitIds, string CaseId, CaseStatus Status, DispositionOutcome? Outcome, string? SubReason, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt) : Claim(ExhibitIds)
{
    public override string Sentence => $"Earlier case {Say.Id(CaseId)}, opened at {Say.Time(OpenedAt)}, stands at {Words.Of(Status)}"
        + (ClosedAt is { } closed ? $", closed at {Say.Time(closed)}" : ", without an end")
        + (Outcome is { } outcome ? $", with the disposition {Words.Of(outcome)}" : "")
        + (SubReason is { } reason ? $" ({Say.Quote(reason)})." : ".");

    internal static EarlierCaseClaim? From(Scene scene, string exhibitId) => scene.Find<CaseExhibit>(exhibitId) is { } earlier
        ? new([earlier.Id], earlier.EarlierCaseId, earlier.Status, earlier.Outcome, earlier.SubReason, earlier.OpenedAt, earlier.ClosedAt)
        : null;

    internal override Claim? Again(Scene scene) => From(scene, ExhibitIds[0]);
}
