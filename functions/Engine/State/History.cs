namespace FraudFunctions.Engine.State;

/// <summary>
/// The recent past of one entity, in event-time order: exact while it fits, folded into coarser and coarser steps when the entity is hot.
/// Every event stays counted once; a window over folds is off by at most one fold.
/// </summary>
/// <remarks>
/// A customer of the handbook stream has at most 130 events in 30 days and is never folded. A shop with 10,000 a day is: minutes for
/// the last hour, half hours for a day, three hours for a week, days before that.
/// </remarks>
public sealed class History
{
    /// <summary>How many moments are kept before folding. The steps below need 60 + 46 + 48 + 31 = 185 at the most.</summary>
    public const int Capacity = 192;

    private const int Slack = 6;

    private Moment[] moments;
    private int start;
    private int count;

    public History() => moments = [];

    internal History(Moment[] moments, int count) => (this.moments, this.count) = (moments, count);

    public ReadOnlySpan<Moment> Moments => moments.AsSpan(start, count);

    public int Count => count;

    /// <summary>A copy with room for what a batch usually adds.</summary>
    public History Clone()
    {
        Moment[] copy = GC.AllocateUninitializedArray<Moment>(count + Slack);
        Moments.CopyTo(copy);
        return new History(copy, count);
    }

    /// <summary>Puts an event where its time belongs: after all of the same second, before all later ones.</summary>
    public void Add(in Moment moment)
    {
        int index = start + count;
        while (index > start && moments[index - 1].Time > moment.Time)
            index--;
        if (Awaited(index, moment) is int awaited and >= 0)
        {
            // Its label overtook it: the two become one.
            moments[awaited].AmountMinor += moment.AmountMinor;
            moments[awaited].Count += moment.Count;
            moments[awaited].High += moment.High;
            moments[awaited].New += moment.New;
            return;
        }
        Insert(index, moment);
    }

    /// <summary>
    /// Marks the event of that second as fraud, known from <paramref name="known"/>; zero clears the mark. A label that comes before its event
    /// waits as a moment that counts nothing.
    /// </summary>
    public void Mark(uint time, ushort who, uint known)
    {
        int after = start + count;
        while (after > start && moments[after - 1].Time > time)
            after--;
        for (int i = after - 1; i >= start && moments[i].Time == time; i--)
        {
            if (moments[i].Who != who)
                continue;
            // A second source that says the same does not make the fraud younger.
            moments[i].FraudKnown = known == 0 || moments[i].FraudKnown == 0 ? known : Math.Min(known, moments[i].FraudKnown);
            moments[i].Frauds = known == 0 ? (ushort)0 : Math.Max(moments[i].Count, (ushort)1);
            return;
        }
        int fold = after < start + count && IsFold(moments[after]) ? after : -1;
        if (fold >= 0)
        {
            MarkInFold(ref moments[fold], known);
            return;
        }
        if (known != 0 && (count == 0 || time >= moments[start].Time))
            Insert(after, new Moment { Time = time, Who = who, Frauds = 1, FraudKnown = known });
    }

    /// <summary>Forgets what happened at or before that second.</summary>
    public void ForgetUntil(uint time)
    {
        while (count > 0 && moments[start].Time <= time)
        {
            start++;
            count--;
        }
    }

    private static bool IsFold(in Moment moment) => moment.Who == 0 && moment.Count > 1;

    private static void MarkInFold(ref Moment fold, uint known)
    {
        if (known == 0)
        {
            fold.Frauds = (ushort)Math.Max(fold.Frauds - 1, 0);
            return;
        }
        fold.Frauds = (ushort)Math.Min(fold.Frauds + 1, fold.Count);
        fold.FraudKnown = Math.Max(fold.FraudKnown, known);
    }

    private int Awaited(int index, in Moment moment)
    {
        for (int i = index - 1; i >= start && moments[i].Time == moment.Time; i--)
        {
            if (moments[i].Count == 0 && moments[i].Who == moment.Who)
                return i;
        }
        return -1;
    }

    private void Insert(int index, in Moment moment)
    {
        if (start + count == moments.Length)
        {
            int shift = index - start;
            MakeRoom();
            index = start + shift;
        }
        moments.AsSpan(index, start + count - index).CopyTo(moments.AsSpan(index + 1));
        moments[index] = moment;
        count++;
        if (count > Capacity)
            Fold();
    }

    private void MakeRoom()
    {
        Moment[] larger = new Moment[Math.Max(8, Math.Min(count + count / 2, Capacity + 8))];
        if (larger.Length <= count)
            larger = new Moment[count + 8];
        Moments.CopyTo(larger);
        (moments, start) = (larger, 0);
    }

    /// <summary>Joins neighbours that lie in the same step of their age, so that the whole fits again.</summary>
    private void Fold()
    {
        uint now = moments[start + count - 1].Time;
        int kept = start;
        for (int i = start + 1; i < start + count; i++)
        {
            ref Moment into = ref moments[kept];
            ref readonly Moment next = ref moments[i];
            uint step = Step(now - next.Time);
            bool joins = into.Time / step == next.Time / step && into.Credit == next.Credit && into.Count + next.Count <= ushort.MaxValue;
            if (!joins)
            {
                moments[++kept] = next;
                continue;
            }
            into.Time = next.Time;
            into.FraudKnown = Math.Max(into.FraudKnown, next.FraudKnown);
            into.AmountMinor += next.AmountMinor;
            into.Who = 0;
            into.Count += next.Count;
            into.Frauds += next.Frauds;
            into.High += next.High;
            into.New += next.New;
        }
        count = kept - start + 1;
    }

    private static uint Step(uint age) => age switch
    {
        < 3_600 => 60,
        < 86_400 => 1_800,
        < 604_800 => 10_800,
        _ => 86_400,
    };
}
