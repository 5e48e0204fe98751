using FraudFunctions.Engine.Labels;

namespace FraudFunctions.Engine.State;

/// <summary>
/// What the engine remembers of one customer: enough for every customer feature in O(1), about 850 bytes when stored.
/// Attempts count, whatever was decided of them, so that a state depends on the stream alone and not on the model of the day.
/// </summary>
public sealed class CustomerState
{
    // A month of salary, rent and habits; one day of slack for events that come late.
    public const uint HorizonSeconds = 31 * 86_400;

    // Two speeds: slow sees a month of payments, fast the last handful.
    private const double SlowAlpha = .05;
    private const double FastAlpha = .2;

    // A payment this many times the customer's mean is far above habit, once there is a habit.
    private const double HighRatio = 2.5;
    private const int HabitCount = 3;

    // No single amount moves the habit further than this many times itself: one wild attempt must not make the next one look ordinary.
    private const double LargestLesson = 10;

    public Beginning Beginning;
    public uint LastTime;
    public uint SecondLastTime;
    public long Count;

    /// <summary>Amount and ratio to habit of the last payment that left the account.</summary>
    public long LastAmountMinor;
    public double LastRatio = double.NaN;

    /// <summary>Over payments that left the account: amounts in major units, wild ones cut down, and their logarithms.</summary>
    public Spread Amounts;
    public Spread LogAmounts;
    public Ewma SlowLogAmount;
    public Ewma FastLogAmount;
    public DecayedCount Day;
    public DecayedCount Week;
    public HourProfile Hours;
    public Trail Trail;
    public Seen Merchants = Seen.Of(512);
    public Seen Counterparties = Seen.Of(256);
    public Seen Devices = Seen.Of(128);
    public Seen Ips = Seen.Of(256);
    public Seen Countries = Seen.Of(64);
    public History History = new();
    public KnownFrauds Frauds = KnownFrauds.None;

    /// <summary>What sequence models remember, the one that was stepped last at the end.</summary>
    public IReadOnlyList<SequenceMemory> Memories = SequenceMemory.None;

    public const double DaySeconds = 86_400;
    public const double WeekSeconds = 7 * 86_400;

    public uint FirstTime => Beginning.Since(HorizonSeconds);

    /// <summary>How the amount compares with the customer's mean so far; NaN before the first payment.</summary>
    public double Ratio(long amountMinor) => Amounts.Count == 0 ? double.NaN : amountMinor / 100.0 / Math.Max(Amounts.Mean, .01);

    public bool IsHigh(long amountMinor) => Amounts.Count >= HabitCount && Ratio(amountMinor) > HighRatio;

    /// <summary>Learns one event. Score first: afterwards the event is part of the past.</summary>
    public void Learn(in Payment payment)
    {
        bool debit = !payment.Credit;
        bool high = debit && IsHigh(payment.AmountMinor);
        bool newCounterparty = payment.CounterpartyHash != 0 && !Counterparties.Has(payment.CounterpartyHash);
        Beginning.Add(payment.Time);
        Count++;
        if (debit)
        {
            LastRatio = Ratio(payment.AmountMinor);
            LastAmountMinor = payment.AmountMinor;
            Amounts.Add(Lesson(payment.AmountMinor / 100.0));
            LogAmounts.Add(payment.LogAmount);
            SlowLogAmount.Add(payment.LogAmount, SlowAlpha);
            FastLogAmount.Add(payment.LogAmount, FastAlpha);
            Day.Add(payment.Time, DaySeconds);
            Week.Add(payment.Time, WeekSeconds);
            Hours.Add(payment.Time);
        }
        if (payment.HasPlace)
            Trail.Add(payment.Latitude, payment.Longitude, payment.Time);
        Remember(Merchants, payment.MerchantHash);
        Remember(Counterparties, payment.CounterpartyHash);
        Remember(Devices, payment.DeviceHash);
        Remember(Ips, payment.IpHash);
        Remember(Countries, payment.CountryHash);
        if (payment.Time >= LastTime)
            (SecondLastTime, LastTime) = (LastTime, payment.Time);
        else
            SecondLastTime = Math.Max(SecondLastTime, payment.Time);
        History.Add(new Moment
        {
            Time = payment.Time,
            AmountMinor = payment.AmountMinor,
            Who = payment.TransactionTag,
            Count = 1,
            High = high ? 1 : 0,
            New = newCounterparty ? 1 : 0,
            Credit = payment.Credit,
        });
        History.ForgetUntil(Forgotten);
        Frauds = Frauds.Since(Forgotten);
    }

    /// <summary>Learns how a label changed what stands of one of the customer's own transactions.</summary>
    public void Learn(FraudChange change, uint time)
    {
        if (change.WithdrawnSeconds > Forgotten)
            Frauds = Frauds.With(change.WithdrawnSeconds, time, -1, high: false);
        if (change.KnownSeconds > Forgotten)
            Frauds = Frauds.With(change.KnownSeconds, time, 1, high: false);
    }

    /// <summary>What that sequence model remembers of the customer; null when it has seen nothing of them.</summary>
    public SequenceMemory? MemoryOf(ulong model)
    {
        foreach (SequenceMemory memory in Memories)
        {
            if (memory.Model == model)
                return memory;
        }
        return null;
    }

    /// <summary>Keeps a memory in place of the same model's; of too many the one that was stepped longest ago goes.</summary>
    public void Keep(SequenceMemory memory)
        => Memories = [.. Memories.Where(kept => kept.Model != memory.Model).TakeLast(SequenceMemory.Most - 1), memory];

    public CustomerState Clone()
    {
        CustomerState copy = (CustomerState)MemberwiseClone();
        copy.Merchants = Merchants.Clone();
        copy.Counterparties = Counterparties.Clone();
        copy.Devices = Devices.Clone();
        copy.Ips = Ips.Clone();
        copy.Countries = Countries.Clone();
        copy.History = History.Clone();
        return copy;
    }

    private uint Forgotten => LastTime > HorizonSeconds ? LastTime - HorizonSeconds : 0;

    /// <summary>What an amount teaches the mean.</summary>
    private double Lesson(double amount) => Amounts.Count < HabitCount ? amount : Math.Min(amount, LargestLesson * Math.Max(Amounts.Mean, 1));

    private static void Remember(Seen seen, ulong hash)
    {
        if (hash != 0)
            seen.Add(hash);
    }
}
