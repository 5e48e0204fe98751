namespace FraudFunctions.Learning.Tables;

/// <summary>
/// The rows of a table that had happened by a time, by customer and in order, with what was known of them by then: every row moves the memory on,
/// only those with a known target teach anything.
/// </summary>
/// <param name="Features">Row-major features of the whole table.</param>
/// <param name="Width">Features per row.</param>
/// <param name="Customers">Row numbers of each customer, in order of the stream.</param>
/// <param name="Fraud">Of each row of the table: 1 fraud, 0 genuine, <see cref="Unknown"/>.</param>
/// <param name="Month">Of each row: 1 when its customer had a fraud in the 30 days after it, 0 when not, or <see cref="Unknown"/>.</param>
public sealed record SequenceRows(ReadOnlyMemory<float> Features, int Width, IReadOnlyList<int[]> Customers, sbyte[] Fraud, sbyte[] Month)
{
    public const sbyte Unknown = -1;

    public int Rows => Customers.Sum(rows => rows.Length);
}

/// <summary>What a sequence model may learn at a time.</summary>
public static class SequenceTargets
{
    /// <summary>How far the customer's forward-looking score looks.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    /// <summary>
    /// Histories until <paramref name="at"/>, with the targets that stood by then. Silence about a payment is genuine once it has lasted
    /// <paramref name="maturity"/>. A month teaches once it has been over for that long. Rows before <paramref name="from"/> teach nothing, and rows
    /// since <paramref name="until"/> have not happened: what a model is measured on must not be among the months it learned from.
    /// </summary>
    /// <remarks>
    /// Of younger months only the bad ones could be told. With those taught as well, the month's mean probability on the handbook stream's test week was
    /// .95, where .19 of the rows had a fraud after them; without them it was .26.
    /// </remarks>
    /// <example>At day 100 with 7 days of maturity: an unlabelled payment of day 92 is genuine and one of day 95 unknown; the month after day 62 is 1 if a fraud in it is known and else 0, that after day 64 unknown.</example>
    public static SequenceRows KnownAt(FeatureTable table, DateTimeOffset at, TimeSpan maturity, DateTimeOffset from = default, DateTimeOffset? until = null)
    {
        ReadOnlySpan<DateTimeOffset> times = table.Rows.Times.Span;
        ReadOnlySpan<string> customers = table.Rows.CustomerIds.Span;
        DateTimeOffset end = until < at ? until.Value : at;
        DateTimeOffset settled = end < at - maturity ? end : at - maturity;
        Dictionary<string, List<int>> histories = new(StringComparer.Ordinal);
        sbyte[] fraud = new sbyte[times.Length], month = new sbyte[times.Length];
        Array.Fill(fraud, SequenceRows.Unknown);
        Array.Fill(month, SequenceRows.Unknown);
        for (int row = 0; row < times.Length; row++)
        {
            if (times[row] >= end)
                continue;
            if (!histories.TryGetValue(customers[row], out List<int>? history))
                histories[customers[row]] = history = [];
            history.Add(row);
            fraud[row] = table.IsFraudAt(row, at, maturity) switch { true => 1, false => 0, null => SequenceRows.Unknown };
        }
        // In order of their names: a dictionary's order is nobody's promise.
        int[][] ordered = [.. histories.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.ToArray())];
        foreach (int[] history in ordered)
            SetMonths(history, times, fraud, month, settled - Ahead);
        for (int row = 0; row < times.Length; row++)
            if (times[row] < from)
                fraud[row] = month[row] = SequenceRows.Unknown;
        return new SequenceRows(table.Rows.Features.Values, table.Rows.Features.Width, ordered, fraud, month);
    }

    private static void SetMonths(int[] history, ReadOnlySpan<DateTimeOffset> times, sbyte[] fraud, sbyte[] month, DateTimeOffset settled)
    {
        List<DateTimeOffset> frauds = [];
        foreach (int row in history)
            if (fraud[row] == 1)
                frauds.Add(times[row]);
        frauds.Sort();
        foreach (int row in history)
        {
            if (times[row] > settled)
                continue;
            int next = After(frauds, times[row]);
            month[row] = (sbyte)(next < frauds.Count && frauds[next] <= times[row] + Ahead ? 1 : 0);
        }
    }

    /// <summary>Index of the first time that is later.</summary>
    private static int After(List<DateTimeOffset> sorted, DateTimeOffset time)
    {
        int index = sorted.BinarySearch(time);
        if (index < 0)
            return ~index;
        while (index < sorted.Count && sorted[index] == time)
            index++;
        return index;
    }
}
