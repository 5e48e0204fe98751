using System.Security.Cryptography;
using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Cases;

/// <summary>GET /v1/cases/{id}: a case with its notes, attachments and audit; its ETag is what a change must name.</summary>
public sealed class GetCase(CaseBook cases, IDocuments documents)
{
    [Function(nameof(GetCase))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cases/{id}")] HttpRequest request, string id, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        if (await cases.GetAsync(id, context.Caller(), cancellation) is not { } filed)
            return Problem.NotFound($"There is no case '{id}'.");
        Case one = filed.Case;
        CaseView view = CaseView.Of(one) with
        {
            Notes = await ReadAsync<CaseNote>(one, CaseFiles.NotePrefix(one.Number), cancellation),
            Attachments = await ReadAsync<CaseAttachment>(one, CaseFiles.AttachmentPrefix(one.Number), cancellation),
            History = await HistoryAsync(one, cancellation),
        };
        request.HttpContext.Response.Headers.ETag = $"\"{filed.ETag}\"";
        return Results.Json(view, Json.Options);
    }

    // More than a case ever has; the newest of it.
    private const int Shown = 500;

    private async Task<IReadOnlyList<T>> ReadAsync<T>(Case one, string prefix, CancellationToken cancellation)
        => [.. (await documents.QueryPartitionAsync(CaseDocument.Container, one.CustomerId, RangeQuery.Prefix(prefix, Shown, descending: true), cancellation)).Documents.Reverse().Select(document => JsonSerializer.Deserialize<T>(document.Body.Span, Json.Options)!)];

    private async Task<IReadOnlyList<AuditEntry>> HistoryAsync(Case one, CancellationToken cancellation)
        => [.. (await documents.QueryPartitionAsync(CaseDocument.Container, one.CustomerId, Audit.Of(one.Id, Shown) with { Descending = true }, cancellation)).Documents.Reverse().Select(entry => AuditEntry.FromJson(entry.Body))];
}

/// <summary>GET /v1/cases/{id}/report?format=html: the newest report, as Markdown or as a page to print; checked against its hash.</summary>
public sealed class GetCaseReport(CaseBook cases, IFiles files)
{
    /// <summary>How a report is read.</summary>
    public enum Format { Markdown, Html }

    [Function(nameof(GetCaseReport))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cases/{id}/report")] HttpRequest request, string id, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter("format") is { } unknown)
            return Problem.Invalid(unknown);
        (Format? format, var wrong) = request.Choice<Format>("format");
        if (wrong is not null)
            return Problem.Invalid(wrong);
        if (await cases.GetAsync(id, context.Caller(), cancellation) is not { Case.Report: { } report })
            return Problem.NotFound($"There is no report of a case '{id}'.");
        byte[] markdown = await files.GetAsync(report.Markdown, cancellation) ?? throw new InvalidDataException($"File '{report.Markdown}' of case '{id}' is missing.");
        if (Convert.ToHexStringLower(SHA256.HashData(markdown)) != report.Sha256)
            throw new InvalidDataException($"File '{report.Markdown}' of case '{id}' is not what the case says.");
        if (format != Format.Html)
            return Results.Bytes(markdown, "text/markdown; charset=utf-8");
        byte[] html = await files.GetAsync(report.Html, cancellation) ?? throw new InvalidDataException($"File '{report.Html}' of case '{id}' is missing.");
        if (Convert.ToHexStringLower(SHA256.HashData(html)) != report.HtmlSha256)
            throw new InvalidDataException($"File '{report.Html}' of case '{id}' is not what the case says.");
        request.HttpContext.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return Results.Bytes(html, "text/html; charset=utf-8");
    }
}
