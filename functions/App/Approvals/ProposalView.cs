using System.Text.Json;
using FraudFunctions.App.Platform;
using Microsoft.AspNetCore.Http;

namespace FraudFunctions.App.Approvals;

/// <summary>A proposal as callers see it; one by itself comes with its history.</summary>
public sealed record ProposalView
{
    public required string Id { get; init; }
    public required GuardedOperation Operation { get; init; }
    public required string Subject { get; init; }
    public required JsonElement Content { get; init; }
    public required string Reason { get; init; }
    public required long? AtStakeMinor { get; init; }
    public required string Maker { get; init; }

    /// <summary>Who wanted it, when the maker is not a person.</summary>
    public string? OnBehalfOf { get; init; }
    public required DateTimeOffset ProposedAt { get; init; }
    public required ProposalState State { get; init; }
    public required string? Checker { get; init; }
    public required DateTimeOffset? DecidedAt { get; init; }
    public required DateTimeOffset? FinishedAt { get; init; }
    public required string? Note { get; init; }
    public IReadOnlyList<AuditEntry>? History { get; init; }

    public static ProposalView Of(Proposal proposal, IReadOnlyList<AuditEntry>? history = null) => new()
    {
        Id = proposal.Id,
        Operation = proposal.Operation,
        Subject = proposal.Subject,
        Content = proposal.Content,
        Reason = proposal.Reason,
        AtStakeMinor = proposal.AtStakeMinor,
        Maker = proposal.Maker,
        OnBehalfOf = proposal.OnBehalfOf,
        ProposedAt = proposal.ProposedAt,
        State = proposal.State,
        Checker = proposal.Checker,
        DecidedAt = proposal.DecidedAt,
        FinishedAt = proposal.FinishedAt,
        Note = proposal.Note,
        History = history,
    };

    internal static IResult Answer(HttpRequest request, Filed filed, int status = StatusCodes.Status200OK, IReadOnlyList<AuditEntry>? history = null)
    {
        request.HttpContext.Response.Headers.ETag = $"\"{filed.ETag}\"";
        return Results.Json(Of(filed.Proposal, history), Json.Options, statusCode: status);
    }
}
