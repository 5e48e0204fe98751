using FraudFunctions.App.Alerts;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Cases;

/// <summary>Finds an analyst for a case whose report is there: of those who work on its inbox the one who knows its typologies best and has least to do.</summary>
public sealed class AssignCase(CaseBook cases, AlertBook alerts, Workload workload, IOptions<CasesOptions> options)
{
    [Function(nameof(AssignCase))]
    public async Task Run([ActivityTrigger] CaseRound round, CancellationToken cancellation)
    {
        Case own = (await cases.GetAsync(round.CustomerId, round.Number, cancellation))!.Case;
        if (own.IsClosed)
            return;
        // Opened again: so are its alerts.
        if (own.Round > 1)
            await alerts.SettleAsync(own.CustomerId, own.AlertIds, AlertState.UnderReview, own.Id, new Act(nameof(AssignCase), "reopen"), cancellation);
        if (own.Assignee is not null)
            return;
        string? analyst = Choose(options.Value.Roster, own, await workload.OfAsync(own.Inbox, cancellation));
        await cases.ChangeAsync(round.CustomerId, round.Number, now => analyst is null || now.Assignee is not null || now.IsClosed
            ? null
            : (now with { Assignee = analyst, Status = now.Status == CaseStatus.Ready ? CaseStatus.Assigned : now.Status }, new Act(nameof(AssignCase), "assign", New: analyst), []), cancellation);
    }

    /// <summary>
    /// Skill first, load second, name third, so that the choice can be explained; nobody when all have enough, and the case waits in its inbox.
    /// </summary>
    internal static string? Choose(IReadOnlyList<AnalystOptions> roster, Case one, IReadOnlyDictionary<string, int> load)
        => roster.Where(analyst => analyst.Inboxes.Contains(one.Inbox) && load.GetValueOrDefault(analyst.Name) < analyst.Capacity)
            .OrderByDescending(analyst => one.Typologies.Count(analyst.Skills.Contains))
            .ThenBy(analyst => load.GetValueOrDefault(analyst.Name))
            .ThenBy(analyst => analyst.Name, StringComparer.Ordinal)
            .FirstOrDefault()?.Name;
}

/// <summary>Who has how much to do.</summary>
public sealed class Workload(IDocuments documents)
{
    private const int LookedAt = 1_000;

    /// <summary>Open cases of an inbox by assignee, over the most urgent of them.</summary>
    public async Task<IReadOnlyDictionary<string, int>> OfAsync(string inbox, CancellationToken cancellation)
    {
        DocumentPage page = await documents.QueryIndexAsync(CaseDocument.Container, RangeQuery.Prefix(CaseDocument.OpenPrefix(inbox), LookedAt), cancellation);
        return page.Documents.Select(document => Case.FromJson(document.Body).Assignee).OfType<string>().CountBy(name => name).ToDictionary(StringComparer.Ordinal);
    }
}
