using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Alerts;

/// <summary>Raises an alert for every decision from challenge upwards: one per customer, reason and day, to which later decisions are added.</summary>
public sealed class RaiseAlerts(IDocuments documents)
{
    private const int Attempts = 20;

    // An alert that has gathered so many decisions needs no more evidence, and a document has an end.
    private const int DecisionsKept = 500;

    [Function(nameof(RaiseAlerts))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run([EventHubTrigger(Topics.Decisions, ConsumerGroup = "alerts", Connection = Topics.Connection)] string[] events, CancellationToken cancellation)
    {
        List<IGrouping<string, DecisionMade>> waiting =
        [
            .. events.Where(DecisionMade.MayBeMoreThanApproved).Select(DecisionMade.FromJson).Where(made => made.Outcome >= Outcome.Challenge)
                .GroupBy(made => Alert.IdOf(made.CustomerId, Reason(made), made.Time), StringComparer.Ordinal),
        ];
        for (int attempt = 0; waiting.Count > 0; attempt++)
        {
            if (attempt == Attempts)
                throw new IOException($"{waiting.Count} alerts changed in each of {Attempts} attempts to write them.");
            waiting = await RaiseAsync(waiting, cancellation);
        }
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

    private async Task<List<IGrouping<string, DecisionMade>>> RaiseAsync(List<IGrouping<string, DecisionMade>> waiting, CancellationToken cancellation)
    {
        DocumentKey[] keys = [.. waiting.Select(own => AlertDocument.KeyOf(own.First().CustomerId, own.Key))];
        IReadOnlyList<Document?> open = await documents.GetManyAsync(CustomerBook.Container, keys, cancellation);
        List<int> changed = [];
        List<PartitionCommit> commits = [];
        for (int i = 0; i < waiting.Count; i++)
        {
            if (Raise(open[i] is { } document ? Alert.FromJson(document.Body) : null, waiting[i].Key, waiting[i]) is not { } raised)
                continue;
            changed.Add(i);
            commits.Add(new PartitionCommit(raised.CustomerId, [AlertDocument.Write(raised, open[i]?.ETag)]));
        }
        IReadOnlyList<CommitResult> results = await documents.CommitManyAsync(CustomerBook.Container, commits, cancellation);
        return [.. changed.Where((_, i) => !results[i].Committed).Select(index => waiting[index])];
    }

    private static string Reason(DecisionMade made) => made.Reasons.Count == 0 ? "UNEXPLAINED" : made.Reasons[0];
}
