using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Alerts;

/// <summary>
/// Raises an alert for every decision from challenge upwards: one per customer, reason and day, to which later decisions are added. Tells of every open
/// alert that the batch is about, changed or not: a batch that comes again may be one whose events were lost after its alerts were written. A closed
/// alert takes decisions in without a word until its window ends; a suppressed one is born closed.
/// </summary>
public sealed class RaiseAlerts(IDocuments documents, AlertBook alerts, Suppressions suppressions, TimeProvider clock)
{
    private const int Attempts = 20;

    // An alert that has gathered so many decisions needs no more evidence, and a document has an end.
    private const int DecisionsKept = 500;

    [Function(nameof(RaiseAlerts))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    [EventHubOutput(Topics.Alerts, Connection = Topics.Connection)]
    public async Task<string[]> Run([EventHubTrigger(Topics.Decisions, ConsumerGroup = "alerts", Connection = Topics.Connection)] string[] events, CancellationToken cancellation)
    {
        List<IGrouping<string, DecisionMade>> waiting =
        [
            .. events.Where(DecisionMade.MayBeMoreThanApproved).Select(DecisionMade.FromJson).Where(made => made.Outcome >= Outcome.Challenge)
                .GroupBy(made => Alert.IdOf(made.CustomerId, Reason(made), made.Time), StringComparer.Ordinal),
        ];
        List<Alert> told = [];
        for (int attempt = 0; waiting.Count > 0; attempt++)
        {
            if (attempt == Attempts)
                throw new IOException($"{waiting.Count} alerts changed in each of {Attempts} attempts to write them.");
            waiting = await RaiseAsync(waiting, told, cancellation);
        }
        return [.. told.Where(alert => !alert.State.IsClosed()).Select(alert => Event(alert).ToJson())];
    }

    /// <summary>The alert after these decisions, or null when they change nothing.</summary>
    internal static Alert? Raise(Alert? open, string id, IEnumerable<DecisionMade> decisions)
    {
        Alert? alert = open;
        foreach (DecisionMade made in decisions)
        {
            if (alert is null)
                alert = First(id, made);
            else if (alert.DecisionIds.Count < DecisionsKept && !alert.DecisionIds.Contains(made.DecisionId))
                alert = With(alert, made);
        }
        return ReferenceEquals(alert, open) ? null : alert;
    }

    private static Alert First(string id, DecisionMade made) => new()
    {
        Id = id,
        CustomerId = made.CustomerId,
        Reason = Reason(made),
        State = AlertState.Triggered,
        Outcome = made.Outcome,
        FirstTime = made.Time,
        LastTime = made.Time,
        ExpectedLossMinor = made.ExpectedLossMinor,
        DecisionIds = [made.DecisionId],
    };

    private static Alert With(Alert alert, DecisionMade made) => alert with
    {
        Outcome = made.Outcome > alert.Outcome ? made.Outcome : alert.Outcome,
        FirstTime = made.Time < alert.FirstTime ? made.Time : alert.FirstTime,
        LastTime = made.Time > alert.LastTime ? made.Time : alert.LastTime,
        ExpectedLossMinor = Math.Round(alert.ExpectedLossMinor + made.ExpectedLossMinor, 2),
        DecisionIds = [.. alert.DecisionIds, made.DecisionId],
    };

    /// <summary>The alert that nobody is told of, because two people agreed not to be.</summary>
    internal static Alert Suppress(Alert raised, Suppression suppression)
        => raised with { State = AlertState.Cleared, SuppressedBy = suppression.Id, ClosedReason = suppression.Reason };

    internal static AlertRaised Event(Alert alert) => new()
    {
        AlertId = alert.Id,
        CustomerId = alert.CustomerId,
        Reason = alert.Reason,
        Outcome = alert.Outcome,
        Severity = alert.Severity,
        Priority = alert.Priority,
        ExpectedLossMinor = alert.ExpectedLossMinor,
        FirstTime = alert.FirstTime,
    };

    /// <summary>Writes what it can; what changed meanwhile is left to be tried again.</summary>
    private async Task<List<IGrouping<string, DecisionMade>>> RaiseAsync(List<IGrouping<string, DecisionMade>> waiting, List<Alert> told, CancellationToken cancellation)
    {
        DocumentKey[] keys = [.. waiting.Select(own => AlertDocument.KeyOf(own.First().CustomerId, own.Key))];
        IReadOnlyList<Document?> found = await documents.GetManyAsync(CustomerBook.Container, keys, cancellation);
        List<(IGrouping<string, DecisionMade> Decisions, Alert Alert)> changed = [];
        List<PartitionCommit> commits = [];
        for (int i = 0; i < waiting.Count; i++)
        {
            (Alert? open, string? etag) = found[i] is { } document ? (Alert.FromJson(document.Body), document.ETag) : (null, (string?)null);
            string id = waiting[i].Key;
            // What joins a closed alert and is worse than all it had would be held by nobody: it begins another.
            IEnumerable<DecisionMade> decisions = waiting[i];
            while (open is not null && decisions.Any(open.IsPast))
            {
                IReadOnlyList<string> taken = open.DecisionIds;
                decisions = [.. decisions.Where(made => !taken.Contains(made.DecisionId))];
                id = Alert.NextId(id);
                (open, etag) = await alerts.FindAsync(id, cancellation) is var (next, itsETag) ? (next, itsETag) : (null, null);
            }
            if (Raise(open, id, decisions) is not { } raised)
            {
                told.Add(open!);
                continue;
            }
            Write[] writes = [AlertDocument.Write(raised, etag)];
            if (open is null && await FindSuppressionAsync(raised, cancellation) is { } suppression)
            {
                raised = Suppress(raised, suppression);
                writes = alerts.WritesOf(raised, null, new Act(nameof(RaiseAlerts), "suppress", null, AlertBook.NameOf(raised.State), $"{suppression.Id}: {suppression.Reason}"));
            }
            changed.Add((waiting[i], raised));
            commits.Add(new PartitionCommit(raised.CustomerId, writes));
        }
        IReadOnlyList<CommitResult> results = await documents.CommitManyAsync(CustomerBook.Container, commits, cancellation);
        told.AddRange(changed.Where((_, i) => results[i].Committed).Select(pair => pair.Alert));
        return [.. changed.Where((_, i) => !results[i].Committed).Select(pair => pair.Decisions)];
    }

    private async ValueTask<Suppression?> FindSuppressionAsync(Alert raised, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return (await suppressions.GetAsync(cancellation)).FirstOrDefault(one => one.Covers(raised.CustomerId, raised.Reason, now));
    }

    private static string Reason(DecisionMade made) => made.Reasons.Count == 0 ? "UNEXPLAINED" : made.Reasons[0];
}
