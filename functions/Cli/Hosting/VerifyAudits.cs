using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FraudFunctions.App.Alerts;
using FraudFunctions.App.Approvals;
using FraudFunctions.App.Cases;
using FraudFunctions.App.Challenges;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;

namespace FraudFunctions.Cli.Hosting;

/// <summary>Follows the chained audits of everything that people work on, and holds reports and attachments against their hashes.</summary>
internal sealed class VerifyAudits(IDocuments documents, IFiles files)
{
    private const int Page = 500;

    public List<string> Faults { get; } = [];

    public long Subjects { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        await EachAsync(CaseDocument.Container, "cases/", document => CaseAsync(Case.FromJson(document.Body), cancellation), cancellation);
        await EachAsync(CustomerBook.Container, "alerts/", document => Alert.FromJson(document.Body) is var alert
            ? ChainAsync(CustomerBook.Container, document.Key.Partition, alert.Id, alert.Audit, cancellation) : Task.CompletedTask, cancellation);
        await EachAsync(ApprovalDesk.Container, "approvals/", document => Proposal.FromJson(document.Body) is var proposal
            ? ChainAsync(ApprovalDesk.Container, document.Key.Partition, proposal.Id, proposal.Audit, cancellation) : Task.CompletedTask, cancellation);
        await EachAsync(ChallengeDocument.Container, ChallengeDocument.IndexPrefix, document => Challenge.FromJson(document.Body) is var challenge
            ? ChainAsync(ChallengeDocument.Container, document.Key.Partition, challenge.Id, challenge.Audit, cancellation) : Task.CompletedTask, cancellation);
        await EachAsync(ModelRegistry.Container, ModelRoles.Index, document => ChainAsync(ModelRegistry.Container, document.Key.Partition, ModelRoles.Partition, ModelRoles.FromJson(document.Body).Audit, cancellation), cancellation);
    }

    private async Task EachAsync(string container, string index, Func<Document, Task> check, CancellationToken cancellation)
    {
        await foreach (Document document in documents.ReadIndexAsync(container, RangeQuery.Prefix(index, Page), cancellation))
        {
            Subjects++;
            await check(document);
        }
    }

    private async Task CaseAsync(Case one, CancellationToken cancellation)
    {
        await ChainAsync(CaseDocument.Container, one.CustomerId, one.Id, one.Audit, cancellation);
        if (one.Report is { } report && (await files.GetAsync(report.Markdown, cancellation) is not { } text || Convert.ToHexStringLower(SHA256.HashData(text)) != report.Sha256))
            Faults.Add($"case '{one.Id}': its report is missing or was changed");
        if (one.Report is { } page && (await files.GetAsync(page.Html, cancellation) is not { } html || Convert.ToHexStringLower(SHA256.HashData(html)) != page.HtmlSha256))
            Faults.Add($"case '{one.Id}': the page of its report is missing or was changed");
    }

    private async Task ChainAsync(string container, string partition, string subject, AuditHead head, CancellationToken cancellation)
    {
        List<Document> entries = await documents.ReadPartitionAsync(container, partition, Audit.Of(subject, Page), cancellation).ToListAsync(cancellation);
        if (Audit.FindBreak(subject, head, entries) is { } fault)
            Faults.Add(fault);
        if (container != CaseDocument.Container)
            return;
        int note = 0;
        foreach (AuditEntry entry in entries.Select(document => AuditEntry.FromJson(document.Body)))
        {
            if (entry.Operation == "note")
                await NoteAsync(partition, subject, ++note, entry.New!, cancellation);
            else if (entry.Operation == "attach" && !await HoldsAsync(entry.New!.Split(':')[^1], cancellation))
                Faults.Add($"case '{subject}': attachment {entry.New} is missing or was changed");
        }
    }

    private async Task NoteAsync(string partition, string caseId, int number, string hash, CancellationToken cancellation)
    {
        Document? note = await documents.GetAsync(CaseDocument.Container, new DocumentKey(partition, CaseFiles.NoteId(Case.Parts(caseId)!.Value.Number, number)), cancellation);
        string? text = note is null ? null : JsonSerializer.Deserialize<CaseNote>(note.Body.Span, Json.Options)!.Text;
        if (text is null || "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))) != hash)
            Faults.Add($"case '{caseId}': note {number} is missing or was changed");
    }

    private async Task<bool> HoldsAsync(string sha256, CancellationToken cancellation)
        => await files.GetAsync(CaseFiles.FileOf(sha256), cancellation) is { } content && Convert.ToHexStringLower(SHA256.HashData(content)) == sha256;
}
