using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FraudFunctions.App.Cases;

/// <summary>
/// One round of a case, from its evidence to its end: gathers what there is, drafts the report, finds an analyst, waits for people, and applies what
/// they decided. People change the case itself; the orchestration is told, and looks.
/// </summary>
public static class InvestigateCase
{
    /// <summary>Raised whenever somebody has changed the case in a way that may end the waiting.</summary>
    public const string Changed = "Changed";

    // Behind these is a store that may be away for hours: they are repeated without end, the first time soon, later every ten minutes.
    private static readonly TaskOptions patient = new(new TaskRetryOptions(new RetryPolicy(int.MaxValue, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(10))));

    // Evidence is worth a few attempts; what does not come then is named in the report.
    private static readonly TaskOptions brief = new(new TaskRetryOptions(new RetryPolicy(3, TimeSpan.FromSeconds(1), 2)));

    [Function(nameof(InvestigateCase))]
    public static async Task<CaseStatus> Run([OrchestrationTrigger] TaskOrchestrationContext context, CaseRound round)
    {
        await ReportAsync(context, round);
        await context.CallActivityAsync(nameof(AssignCase), round, patient);
        context.SetCustomStatus("waiting for the analyst");
        for (int reminders = 0; ;)
        {
            Look look = await context.CallActivityAsync<Look>(nameof(WatchCase), round, patient);
            if (look.IsDecided)
                break;
            if (look.IsReportBehind)
            {
                // Its alerts have grown since: nobody decides on a report that does not know of it.
                await ReportAsync(context, round);
                continue;
            }
            context.SetCustomStatus(look.Waiting);
            try
            {
                await context.WaitForExternalEvent<string>(Changed, TimeUntil(context, look.NextReminder));
            }
            catch (TaskCanceledException)
            {
                await context.CallActivityAsync(nameof(RemindAnalyst), new Reminder(round, ++reminders), patient);
            }
        }
        context.SetCustomStatus("applying the disposition");
        CaseStatus ended = await context.CallActivityAsync<CaseStatus>(nameof(CloseCase), round, patient);
        context.SetCustomStatus(null);
        return ended;
    }

    private static async Task ReportAsync(TaskOrchestrationContext context, CaseRound round)
    {
        context.SetCustomStatus("gathering evidence");
        Gathered[] gathered = await Task.WhenAll(Enum.GetValues<ExhibitKind>().Select(kind => GatherAsync(context, new GatherOrder(round, kind))));
        context.SetCustomStatus("drafting the report");
        await context.CallActivityAsync(nameof(DraftCaseReport), new DraftOrder(round, context.CurrentUtcDateTime, gathered), patient);
    }

    private static async Task<Gathered> GatherAsync(TaskOrchestrationContext context, GatherOrder order)
    {
        try
        {
            return await context.CallActivityAsync<Gathered>(nameof(GatherExhibits), order, brief);
        }
        catch (TaskFailedException failed)
        {
            return new Gathered(order.Kind, [], $"could not be gathered: {failed.FailureDetails.ErrorMessage}");
        }
    }

    private static TimeSpan TimeUntil(TaskOrchestrationContext context, DateTimeOffset time)
    {
        TimeSpan left = time - context.CurrentUtcDateTime;
        return left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1);
    }
}

/// <summary>What to gather for a round.</summary>
public sealed record GatherOrder(CaseRound Round, ExhibitKind Kind);

/// <summary>What was found of one kind; or why nothing was.</summary>
public sealed record Gathered(ExhibitKind Kind, IReadOnlyList<Exhibit> Exhibits, string? Missing);

/// <summary>What to draft a report from.</summary>
public sealed record DraftOrder(CaseRound Round, DateTimeOffset At, IReadOnlyList<Gathered> Gathered);

/// <summary>How a case stands when the orchestration looks: decided, or what it waits for and when somebody is to be reminded.</summary>
public sealed record Look(bool IsDecided, bool IsReportBehind, string Waiting, DateTimeOffset NextReminder);

/// <summary>The so-manieth time that somebody is reminded in a round.</summary>
public sealed record Reminder(CaseRound Round, int Number);
