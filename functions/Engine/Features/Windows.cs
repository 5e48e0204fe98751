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
    public int FraudsKnown;
    public uint LastFraudKnown;

    public static CustomerWindows Of(ReadOnlySpan<Moment> moments, uint now)
    {
        CustomerWindows windows = default;
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
                    count += moment.Count;
                    amount += moment.AmountMinor;
                    high += moment.High;
                    fresh += moment.New;
                }
                if (moment.Frauds > 0 && moment.FraudKnown <= now)
                {
                    windows.FraudsKnown += moment.Frauds;
                    windows.LastFraudKnown = Math.Max(windows.LastFraudKnown, moment.FraudKnown);
                }
            }
            windows.Count[window] = count;
            windows.AmountMinor[window] = amount;
            windows.High[window] = high;
            windows.New[window] = fresh;
            windows.ReceivedMinor[window] = received;
        }
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

    public static EntityWindows Of(ReadOnlySpan<Moment> moments, uint now)
    {
        EntityWindows windows = default;
        int count = 0;
        long amount = 0;
        int i = moments.Length - 1;
        while (i >= 0 && moments[i].Time > now)
            i--;
        int newest = i;
        for (int window = 0; window < Windows.Count; window++)
        {
            uint bound = Windows.Before(now, Windows.Seconds[window]);
            for (; i >= 0 && moments[i].Time > bound; i--)
            {
                count += moments[i].Count;
                amount += moments[i].AmountMinor;
            }
            windows.Count[window] = count;
            windows.AmountMinor[window] = amount;
        }
        for (i = newest; i >= 0; i--)
        {
            ref readonly Moment moment = ref moments[i];
            if (moment.Frauds == 0 || moment.FraudKnown > now)
                continue;
            for (int window = Windows.Count - 1; window >= 0 && moment.FraudKnown > Windows.Before(now, Windows.Seconds[window]); window--)
                windows.FraudsKnown[window] += moment.Frauds;
        }
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
                customers += moments[i].Count;
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

    public static MaturedWindows Of(ReadOnlySpan<Moment> moments, uint now, uint delay)
    {
        MaturedWindows windows = default;
        uint matured = Windows.Before(now, delay);
        int count = 0, frauds = 0;
        bool running = true;
        int i = moments.Length - 1;
        while (i >= 0 && moments[i].Time > matured)
            i--;
        for (int window = 0; window < Windows.Count; window++)
        {
            uint bound = Windows.Before(matured, Windows.Seconds[window]);
            for (; i >= 0 && moments[i].Time > bound; i--)
            {
                ref readonly Moment moment = ref moments[i];
                bool fraud = moment.Frauds > 0 && moment.FraudKnown <= now;
                count += moment.Count;
                if (fraud)
                {
                    frauds += moment.Frauds;
                    if (window <= Windows.Week && moment.High == 0)
                        windows.UnexplainedWeek += moment.Frauds;
                }
                running &= fraud && moment.Frauds == moment.Count;
                if (running)
                {
                    windows.Run += moment.Frauds;
                    windows.RunBegan = moment.Time;
                }
            }
            windows.Count[window] = count;
            windows.Frauds[window] = frauds;
        }
        return windows;
    }
}
