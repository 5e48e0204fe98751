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

    /// <summary>How many events it stands for. Zero: a label came before its transaction did.</summary>
    public uint Count;

    /// <summary>Sum, in hundredths of the base currency.</summary>
    public long AmountMinor;

    /// <summary>In a customer's past the transaction, in an entity's past the customer (<see cref="StableHash.Short"/>); zero in a fold.</summary>
    public ushort Who;

    /// <summary>How many of them stand as fraud. Below zero while the word that withdraws a fraud is here before the word that told of it.</summary>
    public short Frauds;

    /// <summary>How many of the frauds were far above their customer's habit.</summary>
    public short HighFrauds;

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

    public readonly bool IsFold => Who == 0;

    /// <summary>Counts frauds in, or out again when the numbers are negative.</summary>
    public void Mark(int frauds, int high)
    {
        Frauds = Short(Frauds + frauds);
        HighFrauds = Short(HighFrauds + high);
    }

    /// <summary>Takes in the next one in time: sums and counts are of both.</summary>
    public void Join(in Moment next)
    {
        Time = next.Time;
        Who = 0;
        Count += next.Count;
        AmountMinor += next.AmountMinor;
        High += next.High;
        New += next.New;
        Mark(next.Frauds, next.HighFrauds);
    }

    private static short Short(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
