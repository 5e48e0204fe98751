namespace FraudFunctions.Engine.State;

/// <summary>What a fact tells an entity.</summary>
public enum FactKind { Seen, Fraud, Cleared }

/// <summary>One thing an entity learns: that it was part of a transaction, or what a label later said of that transaction.</summary>
public readonly record struct EntityFact
{
    public required FactKind Kind { get; init; }
    public required EntityKind Entity { get; init; }
    public required string EntityId { get; init; }

    /// <summary>Event time of the transaction in Unix seconds.</summary>
    public required uint Time { get; init; }
    public required ushort CustomerTag { get; init; }

    /// <summary>Hundredths of the base currency.</summary>
    public long AmountMinor { get; init; }

    /// <summary>The amount was far above the customer's habit: a fraud here needs no bad merchant to explain it.</summary>
    public bool High { get; init; }

    /// <summary>When a label became known, in Unix seconds.</summary>
    public uint Known { get; init; }
}
