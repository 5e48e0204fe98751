namespace FraudFunctions.Engine.State;

/// <summary>One event in an entity's recent past, or several folded into one when the entity is hot.</summary>
public struct Moment
{
    /// <summary>Event time in Unix seconds; of a fold, the newest in it.</summary>
    public uint Time;

    /// <summary>When the fraud became known, in Unix seconds; zero while no label says fraud.</summary>
    public uint FraudKnown;

    /// <summary>Sum, in hundredths of the base currency.</summary>
    public long AmountMinor;

    /// <summary>In a customer's past the transaction, in an entity's past the customer (<see cref="StableHash.Short"/>); zero in a fold.</summary>
    public ushort Who;

    /// <summary>How many events it stands for. Zero: a label came before its transaction did.</summary>
    public int Count;
    public int Frauds;

    /// <summary>How many were far above the customer's habit.</summary>
    public int High;

    /// <summary>How many went to a counterparty that was new to the customer.</summary>
    public int New;

    /// <summary>Money that came in, kept apart from money that went out.</summary>
    public bool Credit;
}
