using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Cases;

/// <summary>Looks how far people have come with a case.</summary>
public sealed class WatchCase(CaseBook cases, AlertedDecisions alerted, IOptions<CasesOptions> options, TimeProvider clock)
{
    [Function(nameof(WatchCase))]
    public async Task<Look> Run([ActivityTrigger] CaseRound round, CancellationToken cancellation)
    {
        FiledCase filed = await cases.GetAsync(round.CustomerId, round.Number, cancellation) ?? throw new InvalidDataException($"There is no case '{Case.IdOf(round.CustomerId, round.Number)}'.");
        return At(filed.Case, round.Round, await alerted.IdsAsync(filed.Case, cancellation), clock.GetUtcNow(), TimeSpan.FromHours(options.Value.RemindAgainHours));
    }

    /// <summary>
    /// Decided: the disposition is final, or another round has begun. Otherwise somebody is reminded halfway to the due time, at the due time, and
    /// then again and again; a case that was set aside rests until its day.
    /// </summary>
    internal static Look At(Case one, int round, IReadOnlyList<string> alerted, DateTimeOffset now, TimeSpan again)
    {
        bool decided = one.Round != round || one.IsClosed || one.Disposition is { IsFinal: true };
        DateTimeOffset half = one.OpenedAt + (one.DueAt - one.OpenedAt) / 2;
        DateTimeOffset next = one.SuspendedUntil > now ? one.SuspendedUntil.Value : now < half ? half : now < one.DueAt ? one.DueAt : now + again;
        string waiting = one.Status == CaseStatus.PendingFinalApproval ? "waiting for a second pair of eyes" : one.Assignee is null ? "waiting for an analyst to take it" : $"waiting for {one.Assignee}";
        bool behind = !decided && one.Disposition is null && one.Report is { } report && alerted.Except(report.DecisionIds).Any();
        return new Look(decided, behind, waiting, next);
    }
}

/// <summary>Brings a case to mind; one that is overdue goes to the supervisors.</summary>
public sealed class RemindAnalyst(CaseBook cases, TimeProvider clock)
{
    [Function(nameof(RemindAnalyst))]
    public Task Run([ActivityTrigger] Reminder reminder, CancellationToken cancellation)
        => cases.ChangeAsync(reminder.Round.CustomerId, reminder.Round.Number, now => Remind(now, reminder, clock.GetUtcNow()), cancellation);

    /// <summary>The case after a reminder; null when it needs none, or has had this one.</summary>
    internal static (Case, Act, IReadOnlyList<Write>)? Remind(Case one, Reminder reminder, DateTimeOffset now)
    {
        if (one.IsClosed || one.Round != reminder.Round.Round || one.Disposition is { IsFinal: true } || one.Reminders >= reminder.Number)
            return null;
        bool woken = one.SuspendedUntil <= now;
        bool escalate = now >= one.DueAt && one.Inbox == CasesOptions.FraudInbox && !woken;
        Case reminded = one with
        {
            Reminders = reminder.Number,
            SuspendedUntil = woken ? null : one.SuspendedUntil,
            Status = woken && one.Status == CaseStatus.Suspended ? CaseStatus.InProgress : one.Status,
            Inbox = escalate ? CasesOptions.EscalationInbox : one.Inbox,
        };
        return (reminded, new Act(nameof(RemindAnalyst), woken ? "resume" : escalate ? "escalate" : "remind", escalate ? one.Inbox : null, escalate ? reminded.Inbox : one.Assignee), []);
    }
}
