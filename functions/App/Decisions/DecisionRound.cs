using System.Buffers;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.State;

namespace FraudFunctions.App.Decisions;

/// <summary>One pass of a batch through the engine: observe each transaction in order, assess all of them at once, chain the receipts.</summary>
internal sealed class DecisionRound
{
    private readonly DecisionBasis basis;
    private readonly DecisionVersions versions;
    private readonly Population population;
    private readonly IReadOnlyDictionary<string, Cached<CustomerRecord>> records;
    private readonly IReadOnlyDictionary<EntityKey, Cached<EntityRecord>> touched;
    private readonly List<(int Index, Arrival Arrival, Observation Observation)> observed = [];
    private readonly ArrayBufferWriter<float> rows = new();

    public DecisionRound(DecisionBasis basis, IReadOnlyDictionary<string, Cached<CustomerRecord>> records, IReadOnlyDictionary<EntityKey, Cached<EntityRecord>> touched)
    {
        this.basis = basis;
        this.records = records;
        this.touched = touched;
        versions = basis.Versions;
        population = new Population(basis.Schema);
        foreach ((string id, Cached<CustomerRecord> cached) in records)
            population.Put(id, cached.Record.State.Clone());
        foreach ((EntityKey key, Cached<EntityRecord> cached) in touched)
            population.Put(key, cached.Record.State.Clone());
    }

    public List<(int Index, Answer Answer)> Answers { get; } = [];

    /// <summary>Why the shadow said nothing; null when it did.</summary>
    public Exception? ShadowFault { get; private set; }

    public LearnedEntities Learned => new(touched, population);

    public void Observe(int index, Arrival arrival)
    {
        try
        {
            Span<float> row = rows.GetSpan(basis.Schema.Width)[..basis.Schema.Width];
            Observation observation = population.Observe(arrival.Transaction, row);
            rows.Advance(basis.Schema.Width);
            observed.Add((index, arrival, observation));
            foreach (EntityFact fact in Population.FactsOf(arrival.Transaction, basis.Schema, observation.High))
                population.Learn(fact);
        }
        catch (Exception fault)
        {
            throw new DecisionFault(index, fault);
        }
    }

    /// <summary>
    /// An event of the stream that was decided before, but whose facts may not have reached its entities yet: those after it must see them. What
    /// was decided by a call reaches them by itself.
    /// </summary>
    public void Remember(Answer recalled)
    {
        foreach (SourcedFact fact in DecisionDesk.FactsOf(recalled, basis))
        {
            if (touched.TryGetValue(new(fact.Fact.Entity, fact.Fact.EntityId), out Cached<EntityRecord> cached) && cached.Record.Merge([fact]) != cached.Record)
                population.Learn(fact.Fact);
        }
    }

    /// <summary>Decides what was observed; one change per customer, ready to be committed.</summary>
    public IReadOnlyList<CustomerChange> Conclude()
    {
        CustomerState[] owners = [.. observed.Select(one => population.Customers[one.Arrival.Transaction.CustomerId])];
        SequenceSteps? steps = basis.Model?.Step(rows.WrittenSpan, owners);
        ScoredRow[]? scored = basis.Model?.Score(rows.WrittenSpan, steps);
        double[]? shadow = basis.Shadow is { } beside ? ScoreBeside(beside, steps, owners) : null;
        Dictionary<string, Draft> drafts = new(StringComparer.Ordinal);
        for (int i = 0; i < observed.Count; i++)
        {
            string customerId = observed[i].Arrival.Transaction.CustomerId;
            if (!drafts.TryGetValue(customerId, out Draft? draft))
                drafts[customerId] = draft = new Draft(records[customerId]);
            try
            {
                Answers.Add((observed[i].Index, Decide(i, scored?[i], shadow?[i], draft)));
            }
            catch (Exception fault)
            {
                throw new DecisionFault(observed[i].Index, fault);
            }
        }
        return [.. drafts.Select(pair => pair.Value.ToChange(pair.Key, population.Customers[pair.Key]))];
    }

    /// <summary>
    /// The probabilities that the shadow gives. Two models with one sequence take its steps together: stepped twice, it would remember everything twice. Should it fail, the
    /// decisions are made without it, and whoever asked for them is told.
    /// </summary>
    private double[]? ScoreBeside(ScoringModel shadow, SequenceSteps? taken, CustomerState[] owners)
    {
        try
        {
            bool shared = shadow.Sequence is not null && shadow.Sequence.Id == basis.Model?.Sequence?.Id;
            ScoredRow[] scored = shadow.Score(rows.WrittenSpan, shared ? taken : shadow.Step(rows.WrittenSpan, owners));
            double[] probabilities = Array.ConvertAll(scored, one => shadow.Probability(one.Scores));
            if (Array.FindIndex(probabilities, probability => !double.IsFinite(probability)) is >= 0 and int wrong)
                throw new InvalidDataException($"Model '{shadow.Card.Id}' gives {probabilities[wrong]} for a probability.");
            return probabilities;
        }
        catch (Exception fault)
        {
            ShadowFault = fault;
            return null;
        }
    }

    private ReadOnlySpan<float> RowOf(int row) => rows.WrittenSpan.Slice(row * basis.Schema.Width, basis.Schema.Width);

    private Answer Decide(int row, ScoredRow? scored, double? shadow, Draft draft)
    {
        (_, Arrival arrival, Observation observation) = observed[row];
        float[] features = RowOf(row).ToArray();
        Assessment assessment = Assess.One(basis, arrival.Transaction, observation, features, scored, shadow);
        Decision decision = new()
        {
            Transaction = arrival.Transaction,
            Number = draft.Decisions + 1,
            ArrivedAt = arrival.ArrivedAt,
            Source = arrival.Source,
            Features = features,
            Observation = observation,
            Versions = versions,
            Memory = scored?.Before,
            Assessment = assessment,
            Previous = draft.Head,
        };
        (byte[] document, string receipt) = Receipt.Write(decision);
        draft.Add(decision, document, receipt);
        return new Answer(Arrived.Decided, decision, receipt);
    }

    /// <summary>A customer's record on its way from the old to the new.</summary>
    private sealed class Draft(Cached<CustomerRecord> from)
    {
        private readonly List<Write> documents = [];
        private Fence fence = from.Record.Fence;

        public long Decisions { get; private set; } = from.Record.Decisions;

        public string? Head { get; private set; } = from.Record.Head;

        public void Add(Decision decision, byte[] document, string receipt)
        {
            documents.Add(new Write.Create(DecisionDocument.IdOf(decision.Transaction.Id), document, DecisionDocument.IndexOf(decision)));
            if (decision.Source.Sequence < 0)
                documents.Add(OutboxNote.Entry(decision));
            fence = fence.Past(decision.Source);
            Decisions = decision.Number;
            Head = receipt;
        }

        public CustomerChange ToChange(string customerId, CustomerState state)
            => new(customerId, from.Record with { State = state, Fence = fence, Decisions = Decisions, Head = Head }, from.ETag, documents);
    }
}

/// <summary>The engine failed on one arrival. It is pure, so it would fail again: that arrival is set aside and the others go on.</summary>
internal sealed class DecisionFault(int index, Exception cause) : Exception(cause.Message, cause)
{
    public int Index { get; } = index;
}
