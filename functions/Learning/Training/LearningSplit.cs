using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Training;

/// <summary>
/// What may be learned at a time, cut in two: the past, which the parts of a model are fitted on, and the newest settled days, on which they are weighed
/// against each other, calibrated and measured. Row numbers of the table, in its order.
/// </summary>
public sealed record LearningSplit
{
    public required FeatureTable Table { get; init; }
    public required DateTimeOffset At { get; init; }
    public required TimeSpan Maturity { get; init; }

    /// <summary>Rows before it are left out: the states were still filling up.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Where the past ends.</summary>
    public required DateTimeOffset Until { get; init; }
    public required (int[] Rows, bool[] Labels) Past { get; init; }
    public required (int[] Rows, bool[] Labels) Later { get; init; }

    public static LearningSplit Of(FeatureTable table, DateTimeOffset at, TrainingOptions options)
    {
        DateTimeOffset from = table.Rows.Times.Span[0] + options.WarmUp;
        (int[] rows, bool[] labels) = table.KnownRowsAt(at, options.Maturity, from);
        DateTimeOffset until = at - options.Maturity - options.Calibration;
        int split = FirstSince(table, rows, until);
        if (split == 0)
            throw new ArgumentException($"There is nothing to learn from before {until:yyyy-MM-dd}: the stream must begin {(options.WarmUp + options.Calibration + options.Maturity).TotalDays:F0} days and more before {at:yyyy-MM-dd}.");
        // Rows too young for their silence to count are there only when they were labelled, nearly always as fraud: they would make fraud look common.
        int settled = FirstSince(table, rows, at - options.Maturity);
        return new LearningSplit
        {
            Table = table,
            At = at,
            Maturity = options.Maturity,
            From = from,
            Until = until,
            Past = (rows[..split], labels[..split]),
            Later = (rows[split..settled], labels[split..settled]),
        };
    }

    /// <summary>All frauds of the past and a share of the rest, with their features.</summary>
    public Dataset SampleOfPast(double negativesKept, int seed) => Sampled(Past, negativesKept, seed);

    /// <summary>The same of the past before a day, and all rows of the past since.</summary>
    public (Dataset Before, Dataset Since) PastAround(DateTimeOffset day, double negativesKept, int seed)
    {
        int split = FirstSince(Table, Past.Rows, day);
        return (Sampled((Past.Rows[..split], Past.Labels[..split]), negativesKept, seed), Picked(Past.Rows[split..], Past.Labels[split..]));
    }

    /// <summary>The newest settled rows with their features.</summary>
    public Dataset LaterRows() => Picked(Later.Rows, Later.Labels);

    private Dataset Sampled((int[] Rows, bool[] Labels) from, double negativesKept, int seed)
    {
        int[] kept = NegativeSampling.Keep(Array.ConvertAll(from.Rows, row => Table.Rows.RowIds.Span[row]), from.Labels, negativesKept, seed);
        return Picked(Array.ConvertAll(kept, place => from.Rows[place]), Array.ConvertAll(kept, place => from.Labels[place]));
    }

    private Dataset Picked(int[] rows, bool[] labels) => Table.Rows.Select(rows) with { Labels = labels };

    private static int FirstSince(FeatureTable table, int[] rows, DateTimeOffset from)
    {
        ReadOnlySpan<DateTimeOffset> times = table.Rows.Times.Span;
        int first = 0;
        while (first < rows.Length && times[rows[first]] < from)
            first++;
        return first;
    }
}
