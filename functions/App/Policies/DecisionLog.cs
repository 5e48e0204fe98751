using FraudFunctions.App.Challenges;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Learning.Policies;

namespace FraudFunctions.App.Policies;

/// <summary>
/// What was read of a window, and how many decisions were left out: because they rest on other features than this release computes, or because the
/// candidate's model can say nothing of them.
/// </summary>
public sealed record ReadLog(List<LoggedDecision> Decisions, int OtherReleases, int Unscored);

/// <summary>
/// The stored decisions of a time as a log to estimate from, with what the ledger and the challenges said of them by another time. A customer's
/// documents are read together; what is kept of a decision is a hundred bytes, and its features only for a policy that looks at them. A reading goes
/// through all customers, so one goes on at a time.
/// </summary>
public sealed class DecisionLog(IDocuments documents, CustomerBook customers, Rulebook rulebook) : IDisposable
{
    private const int PageSize = 1_000;

    /// <summary>More than this takes minutes and says nothing new: a share of the customers does.</summary>
    public const int MostDecisions = 500_000;

    private readonly SemaphoreSlim reading = new(1);

    /// <summary>The turn of whoever reads and estimates, until it is disposed; null while somebody else has it.</summary>
    public IDisposable? TryEnter() => reading.Wait(0, CancellationToken.None) ? new Turn(reading) : null;

    public void Dispose() => reading.Dispose();

    /// <summary>
    /// The decisions of the window; null when there are too many. Of those that rest on other features than this release computes,
    /// rules and features cannot be read.
    /// </summary>
    /// <param name="window">Which decisions, and known by when.</param>
    /// <param name="candidate">What will be asked about them.</param>
    /// <param name="lists">The lists that keep chance away from customers.</param>
    /// <param name="prices">What a decision costs where nobody has noted what it did.</param>
    /// <param name="cancellation">Looked at between customers.</param>
    public async Task<ReadLog?> ReadAsync(LogWindow window, Candidate candidate, ListSet lists, Prices prices, CancellationToken cancellation)
    {
        List<LoggedDecision> log = [];
        int others = 0, unscored = 0;
        Dictionary<int, IReadOnlyDictionary<string, Rule>> rules = [];
        Dictionary<int, ListSet> listsThen = [];
        await foreach (string customerId in customers.IdsAsync(cancellation).Where(id => IsIn(window.CustomerShare, id)))
        {
            List<Decision> decisions = [];
            await foreach (Document document in documents.ReadPartitionAsync(CustomerBook.Container, customerId, RangeQuery.Prefix(DecisionDocument.Prefix, PageSize), cancellation))
            {
                Decision decision = DecisionReader.Read(document.Body);
                if (decision.Transaction.Time < window.From || decision.Transaction.Time >= window.Until || decision.ArrivedAt > window.AsOf)
                    continue;
                if (BasisArchive.Speaks(decision.Versions))
                    decisions.Add(decision);
                else
                    others++;
            }
            if (decisions.Count == 0)
                continue;
            if (log.Count + decisions.Count > MostDecisions)
                return null;
            ILookup<string, Word> words = (await ListAsync(CustomerBook.Container, customerId, LabelEntry.Prefix, LabelEntry.Read, cancellation)).ToLookup(entry => entry.Label.TransactionId, entry => entry.Label.Word);
            Dictionary<string, Challenge> challenges = (await ListAsync(ChallengeDocument.Container, customerId, ChallengeDocument.Prefix, document => Challenge.FromJson(document.Body), cancellation))
                .ToDictionary(challenge => challenge.TransactionId, StringComparer.Ordinal);
            foreach (Decision decision in decisions)
            {
                Seen seen = new([.. words[decision.Transaction.Id]], challenges.GetValueOrDefault(decision.Transaction.Id), window.AsOf);
                IReadOnlyDictionary<string, Rule> known = await RulesAsync(decision.Versions.Rules, rules, cancellation);
                IReadOnlyList<Rule> hits = decision.Assessment.RuleHits.Count == 0 ? [] : [.. decision.Assessment.RuleHits.Select(id => known[id])];
                if (candidate.See(decision, hits, candidate.Rules is null ? lists : await ListsAsync(decision.Versions.Lists, listsThen, cancellation)) is { } instead)
                    log.Add(Logged(decision, seen, hits, candidate.Policy, lists, prices) with { Instead = instead });
                else
                    unscored++;
            }
        }
        return new ReadLog(log, others, unscored);
    }

    /// <summary>One stored decision as a policy could have seen it beforehand, and how it ended.</summary>
    internal static LoggedDecision Logged(Decision decision, Seen seen, IReadOnlyList<Rule> hits, Policy policy, ListSet lists, Prices prices)
    {
        Outcome outcome = decision.Assessment.Outcome;
        long amountMinor = ActiveBasis.Schema.Options.Rates.ToBaseMinor(decision.Transaction.AmountMinor, decision.Transaction.Currency);
        bool? isFraud = seen.IsFraud(outcome);
        return new LoggedDecision
        {
            CustomerId = decision.Transaction.CustomerId,
            Time = decision.Transaction.Time,
            Probability = decision.Assessment.Probability,
            AmountMinor = amountMinor,
            Direction = decision.Transaction.Direction,
            Hits = hits,
            Excluded = PolicyInput.IsExcluded(policy, decision.Transaction, lists),
            Features = policy.Bandit is { Features.Count: > 0 } ? decision.Features : default,
            Chosen = outcome,
            Propensities = decision.Assessment.Choice?.Propensities ?? LoggedDecision.Certain(outcome),
            IsFraud = isFraud,
            Ending = isFraud is { } truth ? seen.Ending(outcome, truth, amountMinor, prices) : null,
        };
    }

    private static bool IsIn(double share, string customerId) => (StableHash.Of(customerId) >> 11) * (1.0 / (1ul << 53)) < share;

    private ValueTask<List<T>> ListAsync<T>(string container, string customerId, string prefix, Func<Document, T> read, CancellationToken cancellation)
        => documents.ReadPartitionAsync(container, customerId, RangeQuery.Prefix(prefix, PageSize), cancellation).Select(read).ToListAsync(cancellation);

    private async ValueTask<IReadOnlyDictionary<string, Rule>> RulesAsync(int version, Dictionary<int, IReadOnlyDictionary<string, Rule>> known, CancellationToken cancellation)
    {
        if (!known.TryGetValue(version, out IReadOnlyDictionary<string, Rule>? rules))
            known[version] = rules = (await rulebook.GetRulesAsync(version, ActiveBasis.Schema, cancellation)).Rules.ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        return rules;
    }

    private async ValueTask<ListSet> ListsAsync(int version, Dictionary<int, ListSet> known, CancellationToken cancellation)
    {
        if (!known.TryGetValue(version, out ListSet? lists))
            known[version] = lists = await rulebook.GetListsAsync(version, cancellation);
        return lists;
    }

    private sealed class Turn(SemaphoreSlim reading) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
                reading.Release();
        }
    }
}
