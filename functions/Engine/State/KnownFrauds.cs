namespace FraudFunctions.Engine.State;

/// <summary>Frauds that became known in one second, of events of one second; after folding, of a stretch of time that ends there.</summary>
/// <param name="Known">When they became known, in Unix seconds.</param>
/// <param name="Time">When they happened, in Unix seconds.</param>
/// <param name="Frauds">How many; below zero while the word that withdraws one is here before the word that told of it.</param>
/// <param name="High">How many of them were far above their customer's habit.</param>
public readonly record struct KnownFraud(uint Known, uint Time, int Frauds, int High);

/// <summary>
/// The frauds of an entity by the time they became known, whenever they happened: kept apart from its events, which are forgotten long before a
/// dispute about them is over. Never changed, so that copies of a state share it.
/// </summary>
/// <remarks>
/// Words add and subtract, so their order does not matter. Exact up to 32 pairs of seconds; beyond, frauds that became known within the same three
/// hours of the last day, twelve hours of the last week or five days before that become one entry with the newest time. No fraud is lost by that,
/// and a window by known time is off by at most one such step.
/// </remarks>
public sealed class KnownFrauds
{
    /// <summary>How many entries are kept: the steps below need 9 + 13 + 8 = 30 for the 38 days of the longest horizon.</summary>
    public const int Capacity = 32;

    private readonly KnownFraud[] entries;

    private KnownFrauds(KnownFraud[] entries) => this.entries = entries;

    public static KnownFrauds None { get; } = new([]);

    internal static KnownFrauds Of(KnownFraud[] entries) => entries.Length == 0 ? None : new(entries);

    /// <summary>In the order in which they became known.</summary>
    public ReadOnlySpan<KnownFraud> Entries => entries;

    /// <summary>With a fraud counted in (+1), or out again (-1).</summary>
    public KnownFrauds With(uint known, uint time, int frauds, bool high)
    {
        KnownFraud change = new(known, time, frauds, high ? frauds : 0);
        List<KnownFraud> after = [.. entries];
        int index = Place(after, change);
        if (index < after.Count && (after[index].Known, after[index].Time) == (known, time))
            after[index] = Sum(after[index], change);
        // A fraud that is withdrawn may lie in a fold by now.
        else if (frauds < 0 && after.FindIndex(index, one => one.Frauds > 1 && one.Time >= time) is int fold and >= 0)
            after[fold] = after[fold] with { Frauds = after[fold].Frauds + change.Frauds, High = after[fold].High + change.High };
        else
            after.Insert(index, change);
        after.RemoveAll(one => one is { Frauds: 0, High: 0 });
        if (after.Count > Capacity)
            after = Folded(after);
        // Only labels that go on for weeks after the last event of an entity can fill it further.
        return Of([.. after.Skip(after.Count - Capacity)]);
    }

    /// <summary>Without what was known at or before that second.</summary>
    public KnownFrauds Since(uint known)
    {
        int forgotten = 0;
        while (forgotten < entries.Length && entries[forgotten].Known <= known)
            forgotten++;
        return forgotten == 0 ? this : Of(entries[forgotten..]);
    }

    private static int Place(List<KnownFraud> sorted, in KnownFraud change)
    {
        int index = 0;
        while (index < sorted.Count && (sorted[index].Known, sorted[index].Time).CompareTo((change.Known, change.Time)) < 0)
            index++;
        return index;
    }

    private static List<KnownFraud> Folded(List<KnownFraud> sorted)
    {
        uint now = sorted[^1].Known;
        List<KnownFraud> folded = [sorted[0]];
        foreach (KnownFraud next in sorted.Skip(1))
        {
            uint step = Step(now - next.Known);
            if (folded[^1].Known / step == next.Known / step)
                folded[^1] = Sum(folded[^1], next);
            else
                folded.Add(next);
        }
        return folded;
    }

    private static KnownFraud Sum(in KnownFraud one, in KnownFraud next)
        => new(next.Known, Math.Max(one.Time, next.Time), one.Frauds + next.Frauds, one.High + next.High);

    // Each divides the next, so that folds fold again.
    private static uint Step(uint age) => age switch
    {
        < 86_400 => 10_800,
        < 604_800 => 43_200,
        _ => 432_000,
    };
}
