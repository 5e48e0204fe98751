using FraudFunctions.Engine;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Learning.Tables;

/// <summary>
/// The engine's own states, one event after the other: the definition of what a feature should have been. Training and backtests learn from it;
/// what was served is compared with it.
/// </summary>
/// <remarks>
/// It treats events as serving does: a transaction counts once, a label changes states only when it changes what stands of its transaction, however
/// old that is, and one that comes first waits. For that it remembers about a hundred bytes of every transaction.
/// </remarks>
public sealed class SequentialPass(FeatureSchema schema)
{
    private readonly Dictionary<ulong, Labelled> observed = [];
    private readonly Dictionary<ulong, Word[]> ledger = [];
    private readonly Dictionary<EntityKey, EntityKey[]> alone = [];

    public Population Population { get; } = new(schema);

    /// <summary>Sixty-four bits that stand for a transaction of a customer: two of ten million are the same once in four hundred thousand files.</summary>
    internal static ulong KeyOf(string customerId, string transactionId) => StableHash.Mix(StableHash.Of(customerId) + StableHash.Mix(StableHash.Of(transactionId)));

    /// <summary>
    /// Writes the features of a transaction, then lets customer and entities learn it. Null when the customer has had a transaction of that id:
    /// then nothing happens.
    /// </summary>
    public Observation? Observe(Transaction transaction, Span<float> features)
    {
        ulong key = KeyOf(transaction.CustomerId, transaction.Id);
        if (observed.ContainsKey(key))
            return null;
        Observation observation = Population.Observe(transaction, features);
        foreach (EntityFact fact in Population.FactsOf(transaction, schema, observation.High))
            Population.Learn(fact);
        Labelled labelled = Shared(Labelled.Of(transaction, observation));
        observed[key] = labelled;
        Word[] waiting = ledger.GetValueOrDefault(key, []);
        for (int i = 0; i < waiting.Length; i++)
            Learn(FraudChange.Of(waiting.AsSpan(0, i), waiting[i]), transaction.CustomerId, labelled);
        return observation;
    }

    /// <summary>Lets customer and entities learn what a label changes. One that repeats or contradicts what its source said at that time changes nothing.</summary>
    public void Learn(Label label)
    {
        ulong key = KeyOf(label.CustomerId, label.TransactionId);
        Word[] words = ledger.GetValueOrDefault(key, []);
        if (Array.Exists(words, word => word.HasKeyOf(label.Word)))
            return;
        ledger[key] = [.. words, label.Word];
        if (observed.TryGetValue(key, out Labelled labelled))
            Learn(FraudChange.Of(words, label.Word), label.CustomerId, labelled);
    }

    internal ReadOnlyMemory<Word> WordsOf(ulong key) => ledger.GetValueOrDefault(key, []);

    private void Learn(FraudChange change, string customerId, Labelled labelled)
    {
        if (change == FraudChange.None)
            return;
        Population.Learn(change, customerId, labelled.Time);
        foreach (EntityFact fact in Population.FactsOf(change, labelled))
            Population.Learn(fact);
    }

    // Most transactions name one entity, and the same one as thousands of others.
    private Labelled Shared(Labelled labelled)
    {
        if (labelled.Entities is not [EntityKey only])
            return labelled;
        if (!alone.TryGetValue(only, out EntityKey[]? shared))
            alone[only] = shared = labelled.Entities;
        return labelled with { Entities = shared };
    }
}
