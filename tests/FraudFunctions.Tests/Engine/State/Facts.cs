using FraudFunctions.Engine.State;

namespace FraudFunctions.Tests.Engine.State;

/// <summary>Facts about one merchant.</summary>
internal static class Facts
{
    public static EntityFact Seen(uint time, ushort customer) => Of(FactKind.Seen, time, customer) with { AmountMinor = 100 };

    public static EntityFact Fraud(uint time, ushort customer, uint known) => Of(FactKind.Labelled, time, customer) with { Known = known };

    public static EntityFact Withdrawn(uint time, ushort customer, uint known) => Of(FactKind.Labelled, time, customer) with { Withdrawn = known };

    private static EntityFact Of(FactKind kind, uint time, ushort customer)
        => new() { Kind = kind, Entity = EntityKind.Merchant, EntityId = "m", Time = time, CustomerTag = customer };
}
