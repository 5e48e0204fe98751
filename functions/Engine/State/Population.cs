using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.State;

/// <summary>Names one entity.</summary>
public readonly record struct EntityKey(EntityKind Kind, string Id);

/// <summary>
/// The states of a set of customers and entities, and the one way in which a transaction is observed: features first, then learning.
/// Serving fills it with the states of a batch, training and backtesting with a whole history; the code between is the same.
/// </summary>
public sealed class Population(FeatureSchema schema)
{
    private readonly Dictionary<string, CustomerState> customers = new(StringComparer.Ordinal);
    private readonly Dictionary<EntityKey, EntityState> entities = [];

    public FeatureSchema Schema { get; } = schema;

    public IReadOnlyDictionary<string, CustomerState> Customers => customers;

    public IReadOnlyDictionary<EntityKey, EntityState> Entities => entities;

    public void Put(string customerId, CustomerState state) => customers[customerId] = state;

    public void Put(EntityKey key, EntityState state) => entities[key] = state;

    /// <summary>The entities that a transaction names.</summary>
    public static IEnumerable<EntityKey> EntitiesOf(Transaction transaction)
    {
        if (transaction.Merchant is { } merchant)
            yield return new(EntityKind.Merchant, merchant.Id);
        if (transaction.DeviceId is { } device)
            yield return new(EntityKind.Device, device);
        if (transaction.Ip is { } ip)
            yield return new(EntityKind.Ip, ip);
        if (transaction.Counterparty is { } counterparty)
            yield return new(EntityKind.Counterparty, counterparty.Account);
    }

    /// <summary>
    /// Writes the features of a transaction as of the moment before it, then lets its customer learn it. Its entities learn it from the
    /// facts that <c>FactsOf</c> derives, because their learning is fenced and merged elsewhere.
    /// </summary>
    public Observation Observe(Transaction transaction, Span<float> features)
    {
        Payment payment = new(transaction, Schema.Options.Rates);
        CustomerState customer = CustomerOf(transaction.CustomerId);
        Schema.Write(new FeatureInput
        {
            Transaction = transaction,
            Payment = payment,
            Customer = customer,
            Merchant = Find(EntityKind.Merchant, transaction.Merchant?.Id),
            Device = Find(EntityKind.Device, transaction.DeviceId),
            Ip = Find(EntityKind.Ip, transaction.Ip),
            Counterparty = Find(EntityKind.Counterparty, transaction.Counterparty?.Account),
        }, features);
        Observation observation = new(!payment.Credit && customer.IsHigh(payment.AmountMinor), payment.Time < customer.LastTime);
        customer.Learn(payment);
        return observation;
    }

    /// <summary>What a transaction tells its entities.</summary>
    public static IEnumerable<EntityFact> FactsOf(Transaction transaction, FeatureSchema schema, bool high)
    {
        Payment payment = new(transaction, schema.Options.Rates);
        foreach (EntityKey key in EntitiesOf(transaction))
        {
            yield return new EntityFact
            {
                Kind = FactKind.Seen,
                Entity = key.Kind,
                EntityId = key.Id,
                Time = payment.Time,
                CustomerTag = payment.CustomerTag,
                AmountMinor = payment.AmountMinor,
                High = high,
            };
        }
    }

    /// <summary>What a change by labels tells the entities of the transaction they speak of.</summary>
    public static IEnumerable<EntityFact> FactsOf(FraudChange change, Labelled labelled)
    {
        foreach (EntityKey key in labelled.Entities)
        {
            yield return new EntityFact
            {
                Kind = FactKind.Labelled,
                Entity = key.Kind,
                EntityId = key.Id,
                Time = labelled.Time,
                CustomerTag = labelled.CustomerTag,
                High = labelled.High,
                Known = change.KnownSeconds,
                Withdrawn = change.WithdrawnSeconds,
            };
        }
    }

    public void Learn(in EntityFact fact)
    {
        EntityKey key = new(fact.Entity, fact.EntityId);
        if (!entities.TryGetValue(key, out EntityState? state))
            entities[key] = state = new EntityState();
        state.Learn(fact);
    }

    /// <summary>Lets a customer learn how a label changed what stands of one of their transactions.</summary>
    public void Learn(FraudChange change, string customerId, uint time) => CustomerOf(customerId).Learn(change, time);

    private CustomerState CustomerOf(string id)
    {
        if (!customers.TryGetValue(id, out CustomerState? state))
            customers[id] = state = new CustomerState();
        return state;
    }

    private EntityState? Find(EntityKind kind, string? id)
        => id is not null && entities.TryGetValue(new(kind, id), out EntityState? state) ? state : null;
}

/// <summary>What states need to know of a transaction that a label speaks of: when it was, whose, whether it was high, and who took part.</summary>
public readonly record struct Labelled(uint Time, ushort CustomerTag, bool High, EntityKey[] Entities)
{
    public static Labelled Of(Transaction transaction, Observation observation)
        => new((uint)transaction.Time.ToUnixTimeSeconds(), StableHash.Short(transaction.CustomerId), observation.High, [.. Population.EntitiesOf(transaction)]);
}

/// <summary>
/// What observing a transaction tells besides its features: whether the amount was far above the customer's habit, and whether the event came
/// after a later one of the same customer.
/// </summary>
public readonly record struct Observation(bool High, bool Late);
