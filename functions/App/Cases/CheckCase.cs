using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Cases;

/// <summary>What the second pair of eyes says.</summary>
public enum CheckVerdict { Approve, Return }

/// <summary>POST /v1/cases/{id}/approval: the second pair of eyes on a disposition, or on opening a case again.</summary>
public sealed class CheckCase(CaseDesk desk, FourEyes fourEyes)
{
    public sealed record Request(CheckVerdict? Verdict, string? Reason);

    [Function(nameof(CheckCase))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cases/{id}/approval")] HttpRequest request,
        string id, FunctionContext context, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => desk.StepAsync<Request>(request, context, client, id, Refuse, (one, asked, caller, now) => one.Status == CaseStatus.PendingReopenApproval
            ? CheckReopening(one, asked, caller, fourEyes, now)
            : CheckDisposition(one, asked, caller, fourEyes, now), cancellation);

    internal static FieldProblem? Refuse(Request asked) => asked switch
    {
        { Verdict: null } => new FieldProblem("missing", "verdict", $"is missing; known are {string.Join(", ", Choices<CheckVerdict>.Names)}"),
        { Verdict: CheckVerdict.Return, Reason: var reason } when string.IsNullOrWhiteSpace(reason) => new FieldProblem("missing", "reason", "is missing: what is to be done before it can be approved"),
        _ => null,
    };

    internal static Step CheckDisposition(Case one, Request asked, Caller checker, FourEyes fourEyes, DateTimeOffset now)
    {
        if (one is not { Status: CaseStatus.PendingFinalApproval, Disposition: { } disposition })
            return Step.Conflict("nothing-pending", $"Nothing about case '{one.Id}' waits for approval.");
        if (fourEyes.RefuseChecker(disposition.Operation, disposition.Maker, checker) is { } refused)
            return Step.Refuse(refused);
        Case check = asked.Verdict == CheckVerdict.Approve
            ? one with { Status = CaseStatus.InProgress, Disposition = disposition with { Checker = checker.Name, CheckedAt = now, IsFinal = true } }
            : one with { Status = CaseStatus.Returned, Disposition = null, Assignee = disposition.Maker };
        return Step.To(check, new Act(checker.Name, asked.Verdict == CheckVerdict.Approve ? "approve" : "return", Choices<DispositionOutcome>.NameOf(disposition.Outcome), Choices<CaseStatus>.NameOf(check.Status), asked.Reason, disposition.Maker));
    }

    internal static Step CheckReopening(Case one, Request asked, Caller checker, FourEyes fourEyes, DateTimeOffset now)
    {
        string maker = one.ReopenAskedBy!;
        if (fourEyes.RefuseChecker(GuardedOperation.ReopenCase, maker, checker) is { } refused)
            return Step.Refuse(refused);
        Case check = asked.Verdict == CheckVerdict.Approve
            ? one with { Status = CaseStatus.Draft, Round = one.Round + 1, Disposition = null, ClosedAt = null, ReopenAskedBy = null, Reminders = 0, OpenedAt = now, DueAt = now + (one.DueAt - one.OpenedAt) }
            : one with { Status = CloseCase.StatusOf(one.Disposition!.Outcome), ReopenAskedBy = null };
        return Step.To(check, new Act(checker.Name, asked.Verdict == CheckVerdict.Approve ? "approve-reopening" : "refuse-reopening", Choices<CaseStatus>.NameOf(one.Status), Choices<CaseStatus>.NameOf(check.Status), asked.Reason, maker));
    }
}

/// <summary>POST /v1/cases/{id}/reopening: asks to take a closed case up again; somebody else has to agree, and a new round begins then.</summary>
public sealed class ReopenCase(CaseDesk desk, FourEyes fourEyes)
{
    public sealed record Request(string? Reason);

    [Function(nameof(ReopenCase))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cases/{id}/reopening")] HttpRequest request,
        string id, FunctionContext context, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => desk.StepAsync<Request>(request, context, client, id, Refuse, (one, asked, caller, _) => Reopen(one, asked.Reason!, caller, fourEyes), cancellation);

    internal static FieldProblem? Refuse(Request asked)
        => string.IsNullOrWhiteSpace(asked.Reason) ? new FieldProblem("missing", "reason", "is missing: what has come to light") : null;

    internal static Step Reopen(Case one, string reason, Caller caller, FourEyes fourEyes)
    {
        if (!one.IsClosed || one.Disposition is null)
            return Step.Conflict("not-closed", $"Case '{one.Id}' is not closed.");
        if (fourEyes.RefuseMaker(GuardedOperation.ReopenCase, caller) is { } refused)
            return Step.Refuse(refused);
        return Step.To(one with { Status = CaseStatus.PendingReopenApproval, ReopenAskedBy = caller.Name }, new Act(caller.Name, "ask-to-reopen", Choices<CaseStatus>.NameOf(one.Status), Choices<CaseStatus>.NameOf(CaseStatus.PendingReopenApproval), reason));
    }
}
