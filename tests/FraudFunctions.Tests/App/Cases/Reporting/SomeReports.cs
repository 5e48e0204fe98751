using FraudFunctions.App.Cases;
using FraudFunctions.App.Cases.Reporting;

namespace FraudFunctions.Tests.App.Cases.Reporting;

/// <summary>Two hundred reports on a simulated bank, drafted once.</summary>
internal static class SomeReports
{
    private static readonly Lazy<(Dossier Dossier, CaseReport Report, string Text)[]> all = new(() => [.. Enumerable.Range(0, 200).Select(seed => Of(SomeDossiers.Of(seed).Dossier))]);

    public static IReadOnlyList<(Dossier Dossier, CaseReport Report, string Text)> All => all.Value;

    public static (Dossier Dossier, CaseReport Report, string Text) Of(Dossier dossier)
    {
        CaseReport report = DraftReport.From(dossier, AssessTypologies.From(dossier));
        return (dossier, report, RenderMarkdown.Of(report));
    }
}
