namespace FraudFunctions.Engine.State;

/// <summary>
/// The recent past of one entity, in event-time order: exact while it fits, folded into coarser and coarser steps when the entity is hot.
/// Every event stays counted once; a window over folds is off by at most one fold.
/// </summary>
/// <remarks>
/// A customer of the handbook stream has at most 158 events in 31 days and is never folded. A shop with 10,000 a day is: two minutes for the last
/// hour, half hours for a day, four hours for a week, days before that. Money in and money out fold apart; where that needs too many folds, all
/// steps are doubled until they fit.
/// </remarks>
public sealed class History
{
    /// <summary>How many moments are kept before folding: what a state of 2 kB has room for.</summary>
    public const int Capacity = 164;

    // What folding leaves at the most, so that the next events need none. The steps below need 31 + 47 + 37 + 32 = 147, of one direction.
    private const int Folded = 156;

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
        int index = After(moment.Time);
        for (int i = index - 1; i >= start && moments[i].Time == moment.Time; i--)
        {
            if (moments[i].Count != 0 || moments[i].Who != moment.Who)
                continue;
            // Its label overtook it: the two become one.
            (short frauds, short high) = (moments[i].Frauds, moments[i].HighFrauds);
            moments[i] = moment;
            moments[i].Mark(frauds, high);
            return;
        }
        Insert(index, moment);
    }

    /// <summary>
    /// Counts a fraud at the event of that second in (+1) or out again (-1), in whatever order the two words come. A label that comes before its
    /// event waits as a moment that counts nothing.
    /// </summary>
    public void Mark(uint time, ushort who, int frauds, bool high)
    {
        int after = After(time);
        int chosen = -1;
        for (int i = after - 1; i >= start && moments[i].Time == time; i--)
        {
            // One customer may pay twice in a second: the next free of the two is the other one.
            bool fits = frauds < 0 ? moments[i].Frauds > 0 : moments[i].Frauds < moments[i].Count;
            if (moments[i].Who == who && (chosen < 0 || fits))
                chosen = i;
        }
        if (chosen < 0 && after > start && moments[after - 1].Time == time && moments[after - 1].IsFold)
            chosen = after - 1;
        if (chosen < 0 && after < start + count && moments[after].IsFold)
            chosen = after;
        if (chosen < 0)
        {
            Moment awaiting = new() { Time = time, Who = who };
            awaiting.Mark(frauds, high ? frauds : 0);
            Insert(after, awaiting);
            return;
        }
        moments[chosen].Mark(frauds, high ? frauds : 0);
        if (moments[chosen] is { Count: 0, Frauds: 0 })
            RemoveAt(chosen);
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

    /// <summary>Where an event of that second would go.</summary>
    private int After(uint time)
    {
        int index = start + count;
        while (index > start && moments[index - 1].Time > time)
            index--;
        return index;
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
        if (count <= Capacity)
            return;
        for (uint widening = 1; count > Folded; widening *= 2)
            Fold(widening);
    }

    private void RemoveAt(int index)
    {
        moments.AsSpan(index + 1, start + count - index - 1).CopyTo(moments.AsSpan(index));
        count--;
    }

    private void MakeRoom()
    {
        Moment[] larger = new Moment[Math.Max(8, Math.Min(count + count / 2, Capacity + 8))];
        if (larger.Length <= count)
            larger = new Moment[count + 8];
        Moments.CopyTo(larger);
        (moments, start) = (larger, 0);
    }

    /// <summary>Joins what lies in the same step of its age, in and out apart: two moments a step at the most.</summary>
    private void Fold(uint widening)
    {
        uint now = moments[start + count - 1].Time;
        int kept = start;
        for (int i = start + 1; i < start + count; i++)
        {
            ref readonly Moment next = ref moments[i];
            uint step = Step(now - next.Time) * widening;
            int into = moments[kept].Credit != next.Credit && kept > start ? kept - 1 : kept;
            if (moments[into].Credit != next.Credit || moments[into].Time / step != next.Time / step)
            {
                moments[++kept] = next;
                continue;
            }
            moments[into].Join(next);
            // It has the newest time of all now.
            if (into < kept)
                (moments[into], moments[kept]) = (moments[kept], moments[into]);
        }
        count = kept - start + 1;
    }

    // Each divides the next, so that folds fold again.
    private static uint Step(uint age) => age switch
    {
        < 3_600 => 120,
        < 86_400 => 1_800,
        < 604_800 => 14_400,
        _ => 86_400,
    };
}
