using FraudFunctions.App.Alerts;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OrchestrationAlreadyExists = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace FraudFunctions.App.Cases;

/// <summary>
/// Makes a case of every alert from review upwards, or adds it to the customer's open one, and starts its investigation. An alert that comes again
/// finds its case, and an investigation that never started is started then.
/// </summary>
public sealed class OpenCase(CaseBook cases, AlertBook alerts, IOptions<CasesOptions> options, TimeProvider clock)
{
    private const int Attempts = 20;

    [Function(nameof(OpenCase))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(Topics.Alerts, ConsumerGroup = "cases", Connection = Topics.Connection)] string[] events,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        IEnumerable<AlertRaised> raised = events.Select(AlertRaised.FromJson).Where(alert => alert.Outcome >= Outcome.Review).GroupBy(alert => alert.AlertId, StringComparer.Ordinal).Select(same => same.Last());
        foreach (AlertRaised alert in raised)
        {
            Case opened = await TakeAsync(alert, cancellation);
            if (opened.IsClosed)
                continue;
            await SettleAsync(alert, opened, AlertState.UnderReview, cancellation);
            await StartAsync(client, opened, cancellation);
            await client.RaiseEventAsync(new CaseRound(opened.CustomerId, opened.Number, opened.Round).InstanceId, InvestigateCase.Changed, "alert", cancellation);
            // Closed meanwhile, when this is an alert that came again: what closed it has the last word.
            if ((await cases.GetAsync(opened.CustomerId, opened.Number, cancellation))!.Case is { IsClosed: true, Disposition: { } ended })
                await SettleAsync(alert, opened, CloseCase.AlertStateOf(ended.Outcome), cancellation);
        }
    }

    /// <summary>Starts the investigation of a case's round, once: whoever comes second finds it running or done; one that failed is taken up again.</summary>
    internal static async Task StartAsync(DurableTaskClient client, Case opened, CancellationToken cancellation)
    {
        CaseRound round = new(opened.CustomerId, opened.Number, opened.Round);
        StartOrchestrationOptions once = new StartOrchestrationOptions(round.InstanceId).WithDedupeStatuses(
            OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended, OrchestrationRuntimeStatus.Completed);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(InvestigateCase), round, once, cancellation);
        }
        catch (OrchestrationAlreadyExists)
        {
            // That is what was wanted.
        }
    }

    /// <summary>A new case for the alert, the open one with the alert as it is now, or null when nothing about it is new.</summary>
    internal static Case? Take(Case? open, AlertRaised alert, int nextNumber, CasesOptions options, DateTimeOffset now)
    {
        if (open is null)
        {
            return new Case
            {
                CustomerId = alert.CustomerId,
                Number = nextNumber,
                Type = CaseType.Fraud,
                Status = CaseStatus.Draft,
                Severity = alert.Severity,
                Priority = alert.Priority,
                AlertLosses = new Dictionary<string, double> { [alert.AlertId] = alert.ExpectedLossMinor },
                Inbox = CasesOptions.FraudInbox,
                AlertIds = [alert.AlertId],
                OpenedAt = now,
                DueAt = now + options.DueIn(alert.Severity),
                Round = 1,
            };
        }
        if (open.AlertLosses.TryGetValue(alert.AlertId, out double known) && known == alert.ExpectedLossMinor && alert.Severity <= open.Severity && alert.Priority <= open.Priority)
            return null;
        Severity severity = alert.Severity > open.Severity ? alert.Severity : open.Severity;
        DateTimeOffset due = open.OpenedAt + options.DueIn(severity);
        return open with
        {
            AlertIds = open.AlertIds.Contains(alert.AlertId) ? open.AlertIds : [.. open.AlertIds, alert.AlertId],
            AlertLosses = new Dictionary<string, double>(open.AlertLosses) { [alert.AlertId] = alert.ExpectedLossMinor },
            Severity = severity,
            Priority = Math.Max(open.Priority, alert.Priority),
            DueAt = due < open.DueAt ? due : open.DueAt,
        };
    }

    private Task SettleAsync(AlertRaised alert, Case opened, AlertState state, CancellationToken cancellation)
        => alerts.SettleAsync(alert.CustomerId, [alert.AlertId], state, opened.Id, new Act(nameof(OpenCase), "open-case", New: opened.Id), cancellation);

    private async Task<Case> TakeAsync(AlertRaised alert, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (await cases.TakenByAsync(alert.CustomerId, alert.AlertId, cancellation) is { } number)
            {
                // The alert may have grown since: what it is worth, and how urgent it is, goes with the case as long as nobody has decided.
                return await cases.ChangeAsync(alert.CustomerId, number, now => now.IsClosed || now.Disposition is not null || Take(now, alert, 0, options.Value, clock.GetUtcNow()) is not { } grown
                    ? null
                    : (grown, new Act(nameof(OpenCase), "alert-grew", New: alert.AlertId), []), cancellation);
            }
            IReadOnlyList<FiledCase> all = await cases.OfCustomerAsync(alert.CustomerId, cancellation);
            // A case whose disposition somebody has proposed is not changed under their hands: a new one opens beside it.
            FiledCase? open = all.LastOrDefault(filed => filed.Case is { Type: CaseType.Fraud, IsClosed: false, Disposition: null });
            Case taken = Take(open?.Case, alert, Case.NextNumber(CaseType.Fraud, all), options.Value, clock.GetUtcNow())!;
            Act act = new(nameof(OpenCase), open is null ? "open" : "add-alert", New: alert.AlertId);
            FiledCase? written = open is null
                ? await cases.OpenAsync(taken, act, cancellation)
                : await cases.ChangeAsync(open, taken, act, [CaseBook.Taken(alert.AlertId, taken.Number)], cancellation);
            if (written is not null)
                return written.Case;
        }
        throw new IOException($"The cases of customer '{alert.CustomerId}' changed in each of {Attempts} attempts to open one.");
    }
}

/// <summary>One round of a case's investigation: what its orchestration is started with, and known by.</summary>
public sealed record CaseRound(string CustomerId, int Number, int Round)
{
    public string InstanceId => $"case~{CustomerId}~{Number}~{Round}";
}
