using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Decides transactions, whoever brings them: loads the states, lets the engine decide, commits each customer's state and decisions as one, then
/// merges what came from a stream into the entities. However often an event comes and wherever the process dies, its effect is there once.
/// </summary>
public sealed class DecisionDesk(IDocuments documents, CustomerBook customers, EntityBook entities, ActiveBasis active, ILogger<DecisionDesk> log)
{
    // A commit holds 100 operations and 2 MB: 90 decisions and the state, and no more than their inputs and features can take.
    private const int DecisionsPerCommit = 90;
    private const long BytesPerCommit = 1_000_000;
    private const int BytesPerDecision = 8_000;

    // The longest a character becomes when it is escaped.
    private const int BytesPerCharacter = 6;

    // A customer whose record changes under our hands every time is being decided by somebody else without end.
    private const int Attempts = 20;

    // A batch that lost so often to calls asks for its customers' turns too.
    private const int AttemptsWithoutTurns = 3;

    private readonly CustomerLanes lanes = new();

    /// <summary>Decides a single transaction, one after the other where they are of one customer.</summary>
    public async Task<Answer> DecideAsync(Arrival arrival, CancellationToken cancellation = default)
    {
        using IDisposable turn = await lanes.EnterAsync([arrival.Transaction.CustomerId], cancellation);
        return (await DecideAsync([arrival], hasTurns: true, cancellation))[0];
    }

    /// <summary>
    /// Decides the arrivals in the order given, which for a stream is its own: a batch's edges must not change what is decided. One answer each.
    /// </summary>
    public Task<IReadOnlyList<Answer>> DecideAsync(IReadOnlyList<Arrival> arrivals, CancellationToken cancellation = default)
        => DecideAsync(arrivals, hasTurns: false, cancellation);

    private async Task<IReadOnlyList<Answer>> DecideAsync(IReadOnlyList<Arrival> arrivals, bool hasTurns, CancellationToken cancellation)
    {
        DecisionBasis basis = await active.GetAsync(cancellation);
        Answer?[] answers = new Answer?[arrivals.Count];
        List<int> waiting = [.. Enumerable.Range(0, arrivals.Count)];
        int conflicts = 0;
        LearnedEntities? learned = null;
        while (waiting.Count > 0)
        {
            List<int> round = NextRound(arrivals, waiting);
            using IDisposable? turns = hasTurns || conflicts < AttemptsWithoutTurns
                ? null
                : await lanes.EnterAsync(round.Select(index => arrivals[index].Transaction.CustomerId), cancellation);
            try
            {
                (bool clean, learned) = await DecideRoundAsync(basis, arrivals, round, answers, careful: conflicts > 0, cancellation);
                // Only a round that had everything, and got all of it written, has taught the entities just what the batch has to tell them.
                if (!clean || round.Count < arrivals.Count)
                    learned = null;
                if (!clean && ++conflicts == Attempts)
                    throw new IOException($"A customer's record changed in each of {Attempts} attempts to write it.");
            }
            catch (DecisionFault fault)
            {
                log.LogError(fault.InnerException, "Cannot decide transaction {TransactionId}", arrivals[fault.Index].Transaction.Id);
                answers[fault.Index] = new Answer(Arrived.Faulted, null, null, new FieldProblem("fault", "(event)", $"made the engine fail: {fault.Message}"));
            }
            waiting.RemoveAll(index => answers[index] is not null);
        }
        // A call does not wait for the entities: its facts reach them with the decision's event.
        await entities.MergeAsync(answers.SelectMany(answer => FactsOf(answer!, basis)), cancellation, learned);
        return answers!;
    }

    /// <summary>What a decision tells the entities of its transaction, brought by that event.</summary>
    internal static IEnumerable<SourcedFact> FactsOf(Decision decision, EventSource source, DecisionBasis basis)
        => Population.FactsOf(decision.Transaction, basis.Schema, decision.Observation.High).Select(fact => new SourcedFact(fact, source));

    /// <summary>The same of an answer from a stream; nothing when there is no decision, or a call brought it.</summary>
    internal static IEnumerable<SourcedFact> FactsOf(Answer answer, DecisionBasis basis)
        => answer.Decision is { Source.Sequence: >= 0 } decision ? FactsOf(decision, decision.Source, basis) : [];

    /// <summary>As many of those who wait as fit into one commit per customer; a second event with one id waits for the first.</summary>
    private static List<int> NextRound(IReadOnlyList<Arrival> arrivals, List<int> waiting)
    {
        List<int> round = new(waiting.Count);
        Dictionary<string, (int Count, long Bytes)> perCustomer = new(StringComparer.Ordinal);
        HashSet<(string, string)> ids = [];
        HashSet<string> full = new(StringComparer.Ordinal);
        foreach (int index in waiting)
        {
            Arrival arrival = arrivals[index];
            string customer = arrival.Transaction.CustomerId;
            (int count, long bytes) = perCustomer.GetValueOrDefault(customer);
            bytes += BytesPerDecision + BytesPerCharacter * arrival.Transaction.Attributes.Sum(attribute => (long)attribute.Key.Length + attribute.Value.Length);
            // Whoever comes after one that must wait waits too: a customer's order is kept.
            if (full.Contains(customer) || count == DecisionsPerCommit || (count > 0 && bytes > BytesPerCommit) || !ids.Add((customer, arrival.Transaction.Id)))
            {
                full.Add(customer);
                continue;
            }
            perCustomer[customer] = (count + 1, bytes);
            round.Add(index);
        }
        return round;
    }

    private async Task<(bool Clean, LearnedEntities? Learned)> DecideRoundAsync(DecisionBasis basis, IReadOnlyList<Arrival> arrivals, List<int> round, Answer?[] answers, bool careful, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, Cached<CustomerRecord>> records = await customers.LoadAsync(round.Select(index => arrivals[index].Transaction.CustomerId), cancellation);
        await RecallAsync(arrivals, records, round, answers, index => careful || records[arrivals[index].Transaction.CustomerId].Record.Fence.HasPassed(arrivals[index].Source) || arrivals[index].Source.Sequence < 0, cancellation);
        if (round.TrueForAll(index => answers[index] is not null))
            return (true, null);
        // What this batch decided in an earlier round, or was decided before, is part of the past of what comes after it.
        HashSet<int> due = [.. round];
        int[] story = [.. Enumerable.Range(0, arrivals.Count).Where(index => answers[index] is not null || due.Contains(index))];
        IReadOnlyDictionary<EntityKey, Cached<EntityRecord>> touched = await entities.LoadAsync(story.SelectMany(index => Population.EntitiesOf(arrivals[index].Transaction)), cancellation);
        DecisionRound decided = new(basis, records, touched);
        foreach (int index in story)
        {
            if (answers[index] is { } known)
                decided.Remember(known);
            else
                decided.Observe(index, arrivals[index]);
        }
        IReadOnlyList<CustomerChange> changes = decided.Conclude();
        if (decided.ShadowFault is { } fault)
            await active.LeaveOutAsync(basis.Shadow!.Card.Id, fault);
        IReadOnlyList<bool> committed = await customers.CommitAsync(changes, cancellation);
        HashSet<string> refused = [.. changes.Where((_, i) => !committed[i]).Select(change => change.CustomerId)];
        foreach ((int index, Answer answer) in decided.Answers)
        {
            string customer = answer.Decision!.Transaction.CustomerId;
            if (!refused.Contains(customer))
                answers[index] = answer with { LabelsWait = records[customer].Record.EarlyLabels > 0 };
        }
        return (refused.Count == 0, decided.Learned);
    }

    /// <summary>Answers those that were decided before from what was written then.</summary>
    private async Task RecallAsync(IReadOnlyList<Arrival> arrivals, IReadOnlyDictionary<string, Cached<CustomerRecord>> records, List<int> round, Answer?[] answers, Predicate<int> suspected, CancellationToken cancellation)
    {
        List<int> suspects = round.FindAll(suspected);
        DocumentKey[] keys = [.. suspects.Select(index => DecisionDocument.KeyOf(arrivals[index].Transaction.CustomerId, arrivals[index].Transaction.Id))];
        IReadOnlyList<Document?> found = await documents.GetManyAsync(CustomerBook.Container, keys, cancellation);
        for (int i = 0; i < suspects.Count; i++)
        {
            if (found[i] is not { } document)
                continue;
            Decision earlier = DecisionReader.Read(document.Body);
            bool same = DecisionDocument.SameContent(earlier.Transaction, arrivals[suspects[i]].Transaction);
            answers[suspects[i]] = same
                ? new Answer(Arrived.Repeated, earlier, Receipt.Check(document.Body.Span).Carried) { LabelsWait = records[earlier.Transaction.CustomerId].Record.EarlyLabels > 0 }
                : new Answer(Arrived.Clashing, null, null, new FieldProblem("duplicate-id", "id", $"was used before for another transaction of this customer, decided as '{earlier.Id}'"));
        }
    }
}
