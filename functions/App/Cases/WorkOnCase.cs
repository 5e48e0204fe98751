using System.Security.Cryptography;
using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Cases;

/// <summary>What people do with a case while they work on it.</summary>
public enum CaseAction { Assign, Start, Note, Suspend, Resume, Escalate }

/// <summary>POST /v1/cases/{id}/actions: assign, start, note, suspend, resume, escalate.</summary>
public sealed class WorkOnCase(CaseDesk desk)
{
    private const int LongestText = 8_000;
    private const int LongestName = 128;
    private const int LongestSuspensionDays = 180;

    /// <summary>The body. Without an assignee the caller takes the case.</summary>
    public sealed record Request(CaseAction? Action, string? Assignee, string? Text, DateTimeOffset? Until);

    [Function(nameof(WorkOnCase))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cases/{id}/actions")] HttpRequest request,
        string id, FunctionContext context, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => desk.StepAsync<Request>(request, context, client, id, Refuse, (one, asked, caller, now) => Work(one, asked, caller, now), cancellation);

    internal static FieldProblem? Refuse(Request asked) => asked switch
    {
        { Action: null } => new FieldProblem("missing", "action", $"is missing; known are {string.Join(", ", Choices<CaseAction>.Names)}"),
        { Action: CaseAction.Note or CaseAction.Suspend or CaseAction.Escalate, Text: var text } when string.IsNullOrWhiteSpace(text) => new FieldProblem("missing", "text", "is missing"),
        { Text.Length: > LongestText } => new FieldProblem("too-long", "text", $"has more than {LongestText} characters"),
        { Assignee.Length: 0 or > LongestName } => new FieldProblem("out-of-range", "assignee", $"must have from 1 to {LongestName} characters"),
        { Action: CaseAction.Suspend, Until: null } => new FieldProblem("missing", "until", "is missing: on which day is it taken up again"),
        _ => null,
    };

    internal static Step Work(Case one, Request asked, Caller caller, DateTimeOffset now)
    {
        // A note may be added whenever somebody has something to say; the rest is for open cases.
        if (asked.Action != CaseAction.Note && (one.IsClosed || one.Disposition is not null))
            return Step.Conflict("already-decided", $"Case '{one.Id}' has a disposition.");
        Act act = new(caller.Name, Choices<CaseAction>.NameOf(asked.Action!.Value), Choices<CaseStatus>.NameOf(one.Status), null, asked.Text);
        switch (asked.Action!.Value)
        {
            case CaseAction.Assign:
                string assignee = asked.Assignee ?? caller.Name;
                return Step.To(one with { Assignee = assignee, Status = one.Status is CaseStatus.Ready ? CaseStatus.Assigned : one.Status }, act with { Old = one.Assignee, New = assignee });
            case CaseAction.Start:
                return one.Status is CaseStatus.Ready or CaseStatus.Assigned or CaseStatus.Returned
                    ? Step.To(one with { Assignee = one.Assignee ?? caller.Name, Status = CaseStatus.InProgress }, act with { New = Choices<CaseStatus>.NameOf(CaseStatus.InProgress) })
                    : Step.Conflict("not-ready", $"Case '{one.Id}' is {Choices<CaseStatus>.NameOf(one.Status)}.");
            case CaseAction.Note:
                CaseNote note = new(one.Notes + 1, caller.Name, now, asked.Text!);
                return Step.To(one with { Notes = note.Number }, act with { Reason = null, New = "sha256:" + Hash(asked.Text!) }, new Write.Create(CaseFiles.NoteId(one.Number, note.Number), JsonSerializer.SerializeToUtf8Bytes(note, Json.Options)));
            case CaseAction.Suspend:
                return asked.Until <= now || asked.Until > now.AddDays(LongestSuspensionDays)
                    ? Step.Refuse(new Problem(StatusCodes.Status400BadRequest, "out-of-range", "The request is not valid.", $"until must lie within {LongestSuspensionDays} days from now.", "until"))
                    : Step.To(one with { Status = CaseStatus.Suspended, SuspendedUntil = asked.Until }, act with { New = Choices<CaseStatus>.NameOf(CaseStatus.Suspended) });
            case CaseAction.Resume:
                return one.Status == CaseStatus.Suspended
                    ? Step.To(one with { Status = CaseStatus.InProgress, SuspendedUntil = null }, act with { New = Choices<CaseStatus>.NameOf(CaseStatus.InProgress) })
                    : Step.Conflict("not-suspended", $"Case '{one.Id}' is {Choices<CaseStatus>.NameOf(one.Status)}.");
            case CaseAction.Escalate:
                return one.Type == CaseType.Fraud
                    ? Step.To(one with { Inbox = CasesOptions.EscalationInbox, Assignee = null, Status = one.Status == CaseStatus.Draft ? one.Status : CaseStatus.Ready }, act with { Old = one.Inbox, New = CasesOptions.EscalationInbox })
                    : Step.Conflict("wrong-type", "Only fraud cases have an inbox above theirs.");
            default:
                throw new InvalidOperationException($"{asked.Action} is no action.");
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
