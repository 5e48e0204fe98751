namespace FraudFunctions.App.Cases.Reporting;

/// <summary>Writes the report of a dossier. A section without anything to say says so; a question without an answer is named as unknown.</summary>
public static class DraftReport
{
    public static CaseReport From(Dossier dossier, IReadOnlyList<TypologyFinding> findings)
    {
        Scene scene = new(dossier, findings);
        int number = 0;
        return new CaseReport
        {
            CaseId = dossier.CaseId,
            CustomerId = dossier.CustomerId,
            Type = dossier.Type,
            Round = dossier.Round,
            GatheredAt = dossier.GatheredAt,
            Sections = [.. Enum.GetValues<SectionKind>().Select(kind => new ReportSection(kind, [.. ClaimsOf(kind, scene).Select(claim => claim with { Id = $"c{++number}" })]))],
            Transactions = scene.Transactions,
            Evidence = EvidenceOf(scene),
        };
    }

    internal static IReadOnlyList<EvidenceNote> EvidenceOf(Scene scene) =>
    [
        .. scene.Exhibits.Select(exhibit => exhibit switch
        {
            TransactionExhibit transaction => new EvidenceNote(exhibit.Id, "transaction", transaction.DecisionId, transaction.Receipt),
            ReasonExhibit reason => new EvidenceNote(exhibit.Id, "reason", reason.DecisionId, null),
            _ => new EvidenceNote(exhibit.Id, KindOf(exhibit), null, null),
        }),
    ];

    /// <summary>The question that a section answers; null for the others.</summary>
    internal static Question? QuestionOf(SectionKind kind) => kind switch
    {
        SectionKind.Who => Question.Who,
        SectionKind.What => Question.What,
        SectionKind.When => Question.When,
        SectionKind.Where => Question.Where,
        SectionKind.Why => Question.Why,
        SectionKind.How => Question.How,
        SectionKind.Summary or SectionKind.Contradicting or SectionKind.Missing or SectionKind.History or SectionKind.NextSteps => null,
    };

    private static IEnumerable<Claim> ClaimsOf(SectionKind kind, Scene scene)
    {
        if (QuestionOf(kind) is { } question)
            return Sections.Answering(question, scene).DefaultIfEmpty(new UnknownClaim(question));
        return kind switch
        {
            SectionKind.Contradicting => Sections.Contradicting(scene).DefaultIfEmpty(new NothingClaim(Topic.Contradiction)),
            SectionKind.Missing => Sections.Missing(scene).DefaultIfEmpty(new NothingClaim(Topic.Missing)),
            SectionKind.History => Sections.History(scene).DefaultIfEmpty(new NothingClaim(Topic.History)),
            SectionKind.NextSteps => Sections.NextSteps(scene).DefaultIfEmpty(new NothingClaim(Topic.NextStep)),
            SectionKind.Summary or SectionKind.Who or SectionKind.What or SectionKind.When or SectionKind.Where or SectionKind.Why or SectionKind.How => Sections.Summary(scene),
        };
    }

    private static string KindOf(Exhibit exhibit) => exhibit switch
    {
        ProfileExhibit => "profile",
        LinkExhibit => "link",
        AlertExhibit => "alert",
        CaseExhibit => "earlier case",
        LabelExhibit => "label",
        ScreeningExhibit => "screening",
        FactExhibit => "fact",
        _ => "exhibit",
    };
}
