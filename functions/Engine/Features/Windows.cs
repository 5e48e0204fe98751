using System.Runtime.CompilerServices;
using FraudFunctions.Engine.State;

namespace FraudFunctions.Engine.Features;

/// <summary>The windows every history is measured over. A window is (t - w, t]: its far end is open, the second of the event belongs to it.</summary>
internal static class Windows
{
    public const int Hour = 0, Day = 1, ThreeDays = 2, Week = 3, TwoWeeks = 4, Month = 5, Count = 6;

    public static ReadOnlySpan<uint> Seconds => [3_600, 86_400, 259_200, 604_800, 1_209_600, 2_592_000];

    public static uint Before(uint now, uint seconds) => now > seconds ? now - seconds : 0;
}

/// <summary>One value per window.</summary>
[InlineArray(Windows.Count)]
internal struct PerWindow<T>
{
    private T first;
}

/// <summary>A customer's own past, as of one second: what came later, because its event overtook this one, is left out.</summary>
internal struct CustomerWindows
{
    public PerWindow<int> Count;
    public PerWindow<long> AmountMinor;
    public PerWindow<int> High;
    public PerWindow<int> New;
    public PerWindow<long> ReceivedMinor;

    /// <summary>Own frauds whose label became known within 30 days, whenever they happened, and when the last of them did.</summary>
    public int FraudsKnown;
    public uint LastFraudKnown;

    public static CustomerWindows Of(CustomerState customer, uint now)
    {
        CustomerWindows windows = default;
        ReadOnlySpan<Moment> moments = customer.History.Moments;
        int count = 0, high = 0, fresh = 0;
        long amount = 0, received = 0;
        int i = moments.Length - 1;
        while (i >= 0 && moments[i].Time > now)
            i--;
        for (int window = 0; window < Windows.Count; window++)
        {
            uint bound = Windows.Before(now, Windows.Seconds[window]);
            for (; i >= 0 && moments[i].Time > bound; i--)
            {
                ref readonly Moment moment = ref moments[i];
                if (moment.Credit)
                {
                    received += moment.AmountMinor;
                }
                else
                {
                    count += (int)moment.Count;
                    amount += moment.AmountMinor;
                    high += moment.High;
                    fresh += moment.New;
                }
            }
            windows.Count[window] = count;
            windows.AmountMinor[window] = amount;
            windows.High[window] = high;
            windows.New[window] = fresh;
            windows.ReceivedMinor[window] = received;
        }
        uint month = Windows.Before(now, Windows.Seconds[Windows.Month]);
        foreach (KnownFraud fraud in customer.Frauds.Entries)
        {
            if (fraud.Known <= month || fraud.Known > now)
                continue;
            windows.FraudsKnown += fraud.Frauds;
            if (fraud.Frauds > 0)
                windows.LastFraudKnown = fraud.Known;
        }
        windows.FraudsKnown = Math.Max(windows.FraudsKnown, 0);
        return windows;
    }
}

/// <summary>An entity's past as of one second: what happened, and what labels had said by then.</summary>
internal struct EntityWindows
{
    public PerWindow<int> Count;
    public PerWindow<long> AmountMinor;

    /// <summary>Frauds whose label became known inside the window, whenever they happened.</summary>
    public PerWindow<int> FraudsKnown;

    public static EntityWindows Of(EntityState? entity, uint now)
    {
        EntityWindows windows = default;
        if (entity is null)
            return windows;
        ReadOnlySpan<Moment> moments = entity.History.Moments;
        int count = 0;
        long amount = 0;
        int i = moments.Length - 1;
        while (i >= 0 && moments[i].Time > now)
            i--;
        for (int window = 0; window < Windows.Count; window++)
        {
            uint bound = Windows.Before(now, Windows.Seconds[window]);
            for (; i >= 0 && moments[i].Time > bound; i--)
            {
                count += (int)moments[i].Count;
                amount += moments[i].AmountMinor;
            }
            windows.Count[window] = count;
            windows.AmountMinor[window] = amount;
        }
        foreach (KnownFraud fraud in entity.Frauds.Entries)
        {
            if (fraud.Known > now)
                break;
            for (int window = Windows.Count - 1; window >= 0 && fraud.Known > Windows.Before(now, Windows.Seconds[window]); window--)
                windows.FraudsKnown[window] += fraud.Frauds;
        }
        for (int window = 0; window < Windows.Count; window++)
            windows.FraudsKnown[window] = Math.Max(windows.FraudsKnown[window], 0);
        return windows;
    }

    /// <summary>How many different customers were there within the window; a fold counts each of its events.</summary>
    public static int Customers(ReadOnlySpan<Moment> moments, uint now, uint seconds, ushort self)
    {
        // A bitmap of 256 places: exact for the handful that matters, and a crowd is a crowd.
        Span<ulong> seen = stackalloc ulong[4];
        seen.Clear();
        int customers = 1;
        Mark(seen, self);
        uint bound = Windows.Before(now, seconds);
        for (int i = moments.Length - 1; i >= 0 && moments[i].Time > bound; i--)
        {
            if (moments[i].Time > now)
                continue;
            if (moments[i].Who == 0)
                customers += (int)moments[i].Count;
            else if (Mark(seen, moments[i].Who))
                customers++;
        }
        return customers;
    }

    private static bool Mark(Span<ulong> seen, ushort who)
    {
        int place = (int)(StableHash.Mix(who) & 255);
        bool fresh = (seen[place >> 6] >> (place & 63) & 1) == 0;
        seen[place >> 6] |= 1UL << (place & 63);
        return fresh;
    }
}

/// <summary>
/// An entity's past with its labels matured: only what happened at least the label delay ago, so that a missing label has come to mean genuine.
/// Windows are (t - delay - w, t - delay].
/// </summary>
internal struct MaturedWindows
{
    public PerWindow<int> Count;
    public PerWindow<int> Frauds;

    /// <summary>Frauds in the last matured week that the customer's own habit does not explain.</summary>
    public int UnexplainedWeek;

    /// <summary>How many matured events at the end of the line were fraud without a genuine one between, and when that run began.</summary>
    public int Run;
    public uint RunBegan;

    public static MaturedWindows Of(EntityState? entity, uint now, uint delay)
    {
        MaturedWindows windows = default;
        if (entity is null)
            return windows;
        ReadOnlySpan<Moment> moments = entity.History.Moments;
        // An event that is late must not see what became known after it.
        NotYetKnown unknown = new(entity.Frauds.Entries, now);
        uint matured = Windows.Before(now, delay);
        int count = 0, frauds = 0, unexplained = 0;
        bool running = true;
        int i = moments.Length - 1;
        while (i >= 0 && moments[i].Time > matured)
            i--;
        for (int window = 0; window < Windows.Count; window++)
        {
            uint bound = Windows.Before(matured, Windows.Seconds[window]);
            while (i >= 0 && moments[i].Time > bound)
            {
                // A second at a time: of its events some may be fraud, and which of them does not matter.
                uint time = moments[i].Time;
                (int events, int marked, int high) = (0, 0, 0);
                for (; i >= 0 && moments[i].Time == time; i--)
                    (events, marked, high) = (events + (int)moments[i].Count, marked + moments[i].Frauds, high + moments[i].HighFrauds);
                unknown.LeaveOut(i < 0 ? 0 : moments[i].Time, time, ref marked, ref high);
                count += events;
                frauds += marked;
                unexplained += marked - high;
                running &= events > 0 && marked == events;
                if (running)
                {
                    windows.Run += marked;
                    windows.RunBegan = time;
                }
            }
            windows.Count[window] = count;
            windows.Frauds[window] = Math.Clamp(frauds, 0, count);
            if (window == Windows.Week)
                windows.UnexplainedWeek = Math.Max(unexplained, 0);
        }
        return windows;
    }

    /// <summary>The frauds that are known now but were not at that second: none, unless an event is late.</summary>
    private readonly ref struct NotYetKnown
    {
        private readonly ReadOnlySpan<KnownFraud> later;

        public NotYetKnown(ReadOnlySpan<KnownFraud> entries, uint now)
        {
            int first = entries.Length;
            while (first > 0 && entries[first - 1].Known > now)
                first--;
            later = entries[first..];
        }

        /// <summary>Takes those that happened in (after, until] out of the numbers.</summary>
        public void LeaveOut(uint after, uint until, ref int frauds, ref int high)
        {
            foreach (KnownFraud fraud in later)
            {
                if (fraud.Time > after && fraud.Time <= until)
                    (frauds, high) = (frauds - fraud.Frauds, high - fraud.High);
            }
        }
    }
}
