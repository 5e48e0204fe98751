namespace FraudFunctions.Engine.State;

/// <summary>
/// One event in an entity's recent past, or several folded into one when the entity is hot. Twenty-four bytes, because a batch copies hundreds of
/// histories.
/// </summary>
public struct Moment
{
    private const int CreditBit = 1 << 14;
    private const int CountMask = 0x7f;

    /// <summary>Event time in Unix seconds; of a fold, the newest in it.</summary>
    public uint Time;

    /// <summary>When the fraud became known, in Unix seconds; zero while no label says fraud.</summary>
    public uint FraudKnown;

    /// <summary>Sum, in hundredths of the base currency.</summary>
    public long AmountMinor;

    /// <summary>In a customer's past the transaction, in an entity's past the customer (<see cref="StableHash.Short"/>); zero in a fold.</summary>
    public ushort Who;

    /// <summary>How many events it stands for. Zero: a label came before its transaction did.</summary>
    public ushort Count;
    public ushort Frauds;

    private ushort marks;

    /// <summary>How many were far above the customer's habit; a fold counts up to 127.</summary>
    public int High
    {
        readonly get => marks & CountMask;
        set => marks = (ushort)(marks & ~CountMask | Math.Min(value, CountMask));
    }

    /// <summary>How many went to a counterparty that was new to the customer; a fold counts up to 127.</summary>
    public int New
    {
        readonly get => marks >> 7 & CountMask;
        set => marks = (ushort)(marks & ~(CountMask << 7) | Math.Min(value, CountMask) << 7);
    }

    /// <summary>Money that came in, kept apart from money that went out.</summary>
    public bool Credit
    {
        readonly get => (marks & CreditBit) != 0;
        set => marks = (ushort)(value ? marks | CreditBit : marks & ~CreditBit);
    }
}
