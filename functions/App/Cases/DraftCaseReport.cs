using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FraudFunctions.App.Cases.Reporting;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Cases;

/// <summary>
/// Writes the report of a round: the dossier, what it says in checked sentences, and the same as a page. The files are named by their round; running
/// again writes the same.
/// </summary>
public sealed class DraftCaseReport(CaseBook cases, AlertedDecisions alerted, IFiles files, RephraseReport rephrase)
{
    [Function(nameof(DraftCaseReport))]
    public async Task Run([ActivityTrigger] DraftOrder order, CancellationToken cancellation)
    {
        CaseRound round = order.Round;
        Case own = (await cases.GetAsync(round.CustomerId, round.Number, cancellation) ?? throw new InvalidDataException($"There is no case '{Case.IdOf(round.CustomerId, round.Number)}'.")).Case;
        IReadOnlyList<string> decisions = await alerted.IdsAsync(own, cancellation);
        if (Covers(own.Report, round.Round, decisions))
            return;
        Dossier dossier = DossierOf(own, order);
        IReadOnlyList<TypologyFinding> findings = AssessTypologies.From(dossier);
        CaseReport report = DraftReport.From(dossier, findings);
        ReportText text = await rephrase.RephraseAsync(report, dossier, cancellation);
        string folder = $"cases/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(own.Id)))[..16]}/{round.Round:D3}-{decisions.Count:D4}/";
        byte[] markdown = Encoding.UTF8.GetBytes(text.Markdown);
        await files.PutAsync(folder + "dossier.json", JsonSerializer.SerializeToUtf8Bytes(dossier, Json.Options), cancellation);
        await files.PutAsync(folder + "report.json", report.ToJson(), cancellation);
        await files.PutAsync(folder + "report.md", markdown, cancellation);
        byte[] html = Encoding.UTF8.GetBytes(RenderHtml.Of(report, text.Sentences));
        await files.PutAsync(folder + "report.html", html, cancellation);
        ReportReference reference = new(round.Round, folder + "report.md", folder + "report.html", Convert.ToHexStringLower(SHA256.HashData(markdown)), Convert.ToHexStringLower(SHA256.HashData(html)),
            Choices<TextSource>.NameOf(text.Source), text.RejectedBecause, [.. dossier.Missing.Select(missing => missing.Kind)], decisions);
        string[] related = [.. await RelatedAsync(own, dossier, cancellation)];
        await cases.ChangeAsync(round.CustomerId, round.Number, now => Drafted(now, reference, findings, related), cancellation);
    }

    /// <summary>Whether a report of this round knows of these decisions.</summary>
    internal static bool Covers(ReportReference? report, int round, IReadOnlyList<string> decisions)
        => report?.Round == round && !decisions.Except(report.DecisionIds).Any();

    /// <summary>The case with its report; null when it has one that says as much.</summary>
    internal static (Case, Act, IReadOnlyList<Write>)? Drafted(Case now, ReportReference report, IReadOnlyList<TypologyFinding> findings, IReadOnlyList<string> related)
        => Covers(now.Report, report.Round, report.DecisionIds) || now.IsClosed || now.Disposition is not null
            ? null
            : (now with
            {
                Report = report,
                Status = now.Status == CaseStatus.Draft ? CaseStatus.Ready : now.Status,
                Typologies = [.. findings.Select(finding => Choices<Typology>.NameOf(finding.Typology))],
                RelatedCases = related,
            }, new Act(nameof(DraftCaseReport), "report", New: "sha256:" + report.Sha256), []);

    internal static Dossier DossierOf(Case own, DraftOrder order) => new()
    {
        CaseId = own.Id,
        CustomerId = own.CustomerId,
        Type = own.Type,
        Round = order.Round.Round,
        OpenedAt = own.OpenedAt,
        GatheredAt = order.At,
        Exhibits = [.. order.Gathered.SelectMany(gathered => gathered.Exhibits)],
        Missing = [.. order.Gathered.Where(gathered => gathered.Missing is not null).Select(gathered => new MissingExhibit(gathered.Kind, gathered.Missing!))],
    };

    /// <summary>Open cases of customers who share something with this one's.</summary>
    private async Task<IEnumerable<string>> RelatedAsync(Case own, Dossier dossier, CancellationToken cancellation)
    {
        List<string> related = [];
        foreach (string customer in dossier.Exhibits.OfType<LinkExhibit>().Where(link => link.Hops == 1).SelectMany(link => link.CustomerIds).Distinct(StringComparer.Ordinal))
            related.AddRange((await cases.OfCustomerAsync(customer, cancellation)).Where(filed => !filed.Case.IsClosed && filed.Case.Type == own.Type).Select(filed => filed.Case.Id));
        return related;
    }
}
