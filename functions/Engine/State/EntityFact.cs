namespace FraudFunctions.Engine.State;

/// <summary>What a fact tells an entity.</summary>
public enum FactKind { Seen, Labelled }

/// <summary>One thing an entity learns: that it was part of a transaction, or how labels later changed what stands of that transaction.</summary>
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

    /// <summary>Since when the transaction stands as fraud, in Unix seconds; zero when it does not.</summary>
    public uint Known { get; init; }

    /// <summary>Since when it stood as fraud before, in Unix seconds; zero when it did not.</summary>
    public uint Withdrawn { get; init; }
}
