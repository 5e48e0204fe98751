using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Cases;

/// <summary>What lies beside a case: notes and attachments.</summary>
public static class CaseFiles
{
    public static string NotePrefix(int number) => string.Create(CultureInfo.InvariantCulture, $"note:{number:D8}:");

    public static string NoteId(int number, int note) => string.Create(CultureInfo.InvariantCulture, $"{NotePrefix(number)}{note:D6}");

    public static string AttachmentPrefix(int number) => string.Create(CultureInfo.InvariantCulture, $"attachment:{number:D8}:");

    public static string FileOf(string sha256) => "attachments/" + sha256;
}

/// <summary>POST /v1/cases/{id}/attachments?name=statement.pdf: keeps a file with a case, known by the SHA-256 of its content.</summary>
public sealed class AttachToCase(CaseDesk desk, CaseBook cases, IDocuments documents, IFiles files)
{
    private const int MostBytes = 10 * 1024 * 1024;
    private const int LongestName = 200;

    [Function(nameof(AttachToCase))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cases/{id}/attachments")] HttpRequest request,
        string id, FunctionContext context, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        if (request.UnknownParameter("name") is { } unknown)
            return Problem.Invalid(unknown);
        (string? name, FieldProblem? wrongName) = request.Text("name");
        if (wrongName is not null || name is null || name.Length > LongestName || name.Any(c => char.IsControl(c) || c is '/' or '\\'))
            return Problem.Invalid(wrongName ?? new FieldProblem("invalid-name", "name", $"must be a file's name of at most {LongestName} characters, without a path"));
        (byte[]? body, FieldProblem? tooLong) = await request.ReadBodyAsync(cancellation, MostBytes);
        if (body is null)
            return Problem.Invalid(tooLong!);
        if (body.Length == 0)
            return Problem.Invalid("empty", "(body)", "is empty");
        if (await cases.GetAsync(id, context.Caller(), cancellation) is not { } filed)
            return Problem.NotFound($"There is no case '{id}'.");
        string hash = Convert.ToHexStringLower(SHA256.HashData(body));
        // Who brought it first has brought it.
        if (await documents.GetAsync(CaseDocument.Container, new DocumentKey(filed.Case.CustomerId, CaseFiles.AttachmentPrefix(filed.Case.Number) + hash), cancellation) is not null)
            return CaseView.Answer(request.HttpContext.Response, filed);
        // By its hash, before the case names it: a file that no case names harms nobody.
        await files.PutAsync(CaseFiles.FileOf(hash), body, cancellation);
        return await desk.StepAsync(request, context, client, id, (one, caller, now) =>
        {
            CaseAttachment attachment = new(hash, name, request.ContentType ?? "application/octet-stream", body.Length, caller.Name, now);
            Write kept = new Write.Create(CaseFiles.AttachmentPrefix(one.Number) + hash, JsonSerializer.SerializeToUtf8Bytes(attachment, Json.Options));
            return Step.To(one, new Act(caller.Name, "attach", New: $"{name} sha256:{hash}"), kept);
        }, cancellation);
    }
}
