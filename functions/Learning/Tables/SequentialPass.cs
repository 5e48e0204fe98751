using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Learning.Tables;

/// <summary>
/// The engine's own states, one event after the other: the definition of what a feature should have been. Training and backtests learn from it;
/// what was served is compared with it.
/// </summary>
public sealed class SequentialPass(FeatureSchema schema)
{
    private readonly Queue<Transaction> recent = new();
    private readonly Dictionary<(string, string), Transaction> byId = [];

    public Population Population { get; } = new(schema);

    /// <summary>Writes the features of a transaction, then lets customer and entities learn it.</summary>
    public Observation Observe(Transaction transaction, Span<float> features)
    {
        Observation observation = Population.Observe(transaction, features);
        foreach (EntityFact fact in Population.FactsOf(transaction, schema, observation.High))
            Population.Learn(fact);
        Remember(transaction);
        return observation;
    }

    /// <summary>Lets customer and entities learn a label. One that speaks of what every state has forgotten changes nothing.</summary>
    public void Learn(Label label)
    {
        if (!byId.TryGetValue((label.CustomerId, label.TransactionId), out Transaction? labelled))
            return;
        Population.Learn(label, labelled);
        foreach (EntityFact fact in Population.FactsOf(label, labelled))
            Population.Learn(fact);
    }

    private void Remember(Transaction transaction)
    {
        recent.Enqueue(transaction);
        byId[(transaction.CustomerId, transaction.Id)] = transaction;
        DateTimeOffset horizon = transaction.Time.AddSeconds(-EntityState.HorizonSeconds);
        while (recent.TryPeek(out Transaction? oldest) && oldest.Time < horizon)
        {
            recent.Dequeue();
            byId.Remove((oldest.CustomerId, oldest.Id));
        }
    }
}
