using FraudFunctions.App.Alerts;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Money;
using Microsoft.AspNetCore.Http;

namespace FraudFunctions.App.Cases;

/// <summary>A case as callers see it.</summary>
public sealed record CaseView
{
    public required string Id { get; init; }
    public required string CustomerId { get; init; }
    public required CaseType Type { get; init; }
    public required CaseStatus Status { get; init; }
    public required Severity Severity { get; init; }
    public required double Priority { get; init; }
    public required MoneyView ExpectedLoss { get; init; }
    public required string Inbox { get; init; }
    public required string? Assignee { get; init; }
    public required IReadOnlyList<string> AlertIds { get; init; }
    public required IReadOnlyList<string> Typologies { get; init; }
    public required IReadOnlyList<string> RelatedCases { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    public required DateTimeOffset? SuspendedUntil { get; init; }
    public required int Round { get; init; }
    public required Disposition? Disposition { get; init; }
    public required ReportReference? Report { get; init; }
    public required DateTimeOffset? ClosedAt { get; init; }
    public IReadOnlyList<CaseNote>? Notes { get; init; }
    public IReadOnlyList<CaseAttachment>? Attachments { get; init; }
    public IReadOnlyList<AuditEntry>? History { get; init; }

    public static CaseView Of(Case one) => new()
    {
        Id = one.Id,
        CustomerId = one.CustomerId,
        Type = one.Type,
        Status = one.Status,
        Severity = one.Severity,
        Priority = one.Priority,
        ExpectedLoss = new MoneyView((long)Math.Round(one.ExpectedLossMinor), ReferenceRates.Default.BaseCurrency),
        Inbox = one.Inbox,
        Assignee = one.Assignee,
        AlertIds = one.AlertIds,
        Typologies = one.Typologies,
        RelatedCases = one.RelatedCases,
        OpenedAt = one.OpenedAt,
        DueAt = one.DueAt,
        SuspendedUntil = one.SuspendedUntil,
        Round = one.Round,
        Disposition = one.Disposition,
        Report = one.Report,
        ClosedAt = one.ClosedAt,
    };

    internal static IResult Answer(HttpResponse response, FiledCase filed, int status = StatusCodes.Status200OK)
    {
        response.Headers.ETag = $"\"{filed.ETag}\"";
        return Results.Json(Of(filed.Case), Json.Options, statusCode: status);
    }
}

/// <summary>Something that somebody wrote down about a case.</summary>
public sealed record CaseNote(int Number, string By, DateTimeOffset At, string Text);

/// <summary>A file that belongs to a case, with the hash that its content must have.</summary>
public sealed record CaseAttachment(string Sha256, string Name, string ContentType, long Bytes, string By, DateTimeOffset At);
