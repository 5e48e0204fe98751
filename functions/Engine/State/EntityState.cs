namespace FraudFunctions.Engine.State;

/// <summary>What a transaction touches besides its customer.</summary>
public enum EntityKind { Merchant, Device, Ip, Counterparty }

/// <summary>
/// What the engine remembers of a merchant, device, ip or counterparty. Customers from several partitions share it, so it only learns facts
/// whose order matters to no count and no sum.
/// </summary>
public sealed class EntityState
{
    // Label-derived windows look 30 days back from 7 days ago; one day of slack for events that come late.
    public const uint HorizonSeconds = 38 * 86_400;

    public Beginning Beginning;
    public uint LastTime;
    public long Count;

    /// <summary>Total in hundredths of the base currency.</summary>
    public long AmountMinor;
    public Spread LogAmounts;

    /// <summary>The customers it has dealt with, for an estimate of how many.</summary>
    public Seen Customers = Seen.Of(256);
    public History History = new();
    public KnownFrauds Frauds = KnownFrauds.None;

    public uint FirstTime => Beginning.Since(HorizonSeconds);

    private uint Forgotten => LastTime > HorizonSeconds ? LastTime - HorizonSeconds : 0;

    public void Learn(in EntityFact fact)
    {
        switch (fact.Kind)
        {
            case FactKind.Seen:
                LearnSeen(fact);
                break;
            case FactKind.Labelled:
                LearnLabelled(fact);
                break;
        }
    }

    private void LearnSeen(in EntityFact fact)
    {
        Beginning.Add(fact.Time);
        LastTime = Math.Max(LastTime, fact.Time);
        Count++;
        AmountMinor += fact.AmountMinor;
        LogAmounts.Add(Math.Log(1 + fact.AmountMinor / 100.0));
        Customers.Add(StableHash.Mix(fact.CustomerTag));
        History.Add(new Moment
        {
            Time = fact.Time,
            AmountMinor = fact.AmountMinor,
            Who = fact.CustomerTag,
            Count = 1,
            High = fact.High ? 1 : 0,
        });
        History.ForgetUntil(Forgotten);
        Frauds = Frauds.Since(Forgotten);
    }

    private void LearnLabelled(in EntityFact fact)
    {
        int frauds = (fact.Known > 0 ? 1 : 0) - (fact.Withdrawn > 0 ? 1 : 0);
        if (frauds != 0 && fact.Time > Forgotten)
            History.Mark(fact.Time, fact.CustomerTag, frauds, fact.High);
        if (fact.Withdrawn > Forgotten)
            Frauds = Frauds.With(fact.Withdrawn, fact.Time, -1, fact.High);
        if (fact.Known > Forgotten)
            Frauds = Frauds.With(fact.Known, fact.Time, 1, fact.High);
    }

    public EntityState Clone()
    {
        EntityState copy = (EntityState)MemberwiseClone();
        copy.Customers = Customers.Clone();
        copy.History = History.Clone();
        return copy;
    }
}
