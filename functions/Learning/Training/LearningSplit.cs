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
        DateTimeOffset from = Earliest(table) + options.WarmUp;
        (int[] rows, bool[] labels) = table.KnownRowsAt(at, options.Maturity, from);
        DateTimeOffset until = at - options.Maturity - options.Calibration;
        ReadOnlyMemory<DateTimeOffset> times = table.Rows.Times;
        (int[] Rows, bool[] Labels) past = Where(rows, labels, row => times.Span[row] < until);
        if (past.Rows.Length == 0)
            throw new TooLittleToLearnFrom($"There is nothing to learn from before {until:yyyy-MM-dd}: the stream must begin {(options.WarmUp + options.Calibration + options.Maturity).TotalDays:F0} days and more before {at:yyyy-MM-dd}.");
        return new LearningSplit
        {
            Table = table,
            At = at,
            Maturity = options.Maturity,
            From = from,
            Until = until,
            Past = past,
            // Rows too young for their silence to count are there only when they were labelled, nearly always as fraud: they would make fraud look common.
            Later = Where(rows, labels, row => times.Span[row] >= until && times.Span[row] < at - options.Maturity),
        };
    }

    /// <summary>All frauds of the past and a share of the rest, with their features.</summary>
    public Dataset SampleOfPast(double negativesKept, int seed) => Sampled(Past, negativesKept, seed);

    /// <summary>The same of the past before a day, and all rows of the past since.</summary>
    public (Dataset Before, Dataset Since) PastAround(DateTimeOffset day, double negativesKept, int seed)
    {
        ReadOnlyMemory<DateTimeOffset> times = Table.Rows.Times;
        (int[] Rows, bool[] Labels) since = Where(Past.Rows, Past.Labels, row => times.Span[row] >= day);
        return (Sampled(Where(Past.Rows, Past.Labels, row => times.Span[row] < day), negativesKept, seed), Picked(since.Rows, since.Labels));
    }

    /// <summary>The newest settled rows with their features.</summary>
    public Dataset LaterRows() => Picked(Later.Rows, Later.Labels);

    private Dataset Sampled((int[] Rows, bool[] Labels) from, double negativesKept, int seed)
    {
        int[] kept = NegativeSampling.Keep(Array.ConvertAll(from.Rows, row => Table.Rows.RowIds.Span[row]), from.Labels, negativesKept, seed);
        return Picked(Array.ConvertAll(kept, place => from.Rows[place]), Array.ConvertAll(kept, place => from.Labels[place]));
    }

    private Dataset Picked(int[] rows, bool[] labels) => Table.Rows.Select(rows) with { Labels = labels };

    /// <summary>By each row's own time: a stream brings late events, and where one stands says nothing of when it was.</summary>
    private static (int[] Rows, bool[] Labels) Where(int[] rows, bool[] labels, Func<int, bool> holds)
    {
        int[] places = [.. Enumerable.Range(0, rows.Length).Where(place => holds(rows[place]))];
        return (Array.ConvertAll(places, place => rows[place]), Array.ConvertAll(places, place => labels[place]));
    }

    private static DateTimeOffset Earliest(FeatureTable table)
    {
        DateTimeOffset earliest = DateTimeOffset.MaxValue - TimeSpan.FromDays(36_500);
        foreach (DateTimeOffset time in table.Rows.Times.Span)
            earliest = time < earliest ? time : earliest;
        return earliest;
    }
}
