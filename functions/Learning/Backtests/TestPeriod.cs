using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Backtests;

/// <summary>The rows that a period is measured on.</summary>
public static class TestPeriod
{
    // The handbook's fold: a week of training, a week until labels are known, a week of testing.
    private static readonly TimeSpan handbookTraining = TimeSpan.FromDays(7);

    /// <summary>Indexes of the rows of the period, without the cards that were known to be defrauded when their day began.</summary>
    public static int[] Rows(FeatureTable table, DateTimeOffset start, BacktestOptions options)
    {
        ReadOnlySpan<DateTimeOffset> times = table.Rows.Times.Span;
        ReadOnlySpan<string> customers = table.Rows.CustomerIds.Span;
        Dictionary<string, DateTimeOffset> defrauded = options.LeaveOutKnownCards ? Defrauded(table, start - options.Training.Maturity - handbookTraining) : [];
        List<int> rows = [];
        for (int row = 0; row < times.Length; row++)
        {
            if (times[row] < start || times[row] >= start + options.Length || (table.Unlabelled.Count > 0 && table.Unlabelled[row]))
                continue;
            DateTimeOffset day = new(times[row].UtcDateTime.Date, TimeSpan.Zero);
            if (!defrauded.TryGetValue(customers[row], out DateTimeOffset known) || known >= day)
                rows.Add(row);
        }
        return [.. rows];
    }

    /// <summary>When it first became known of a customer that they were defrauded, of frauds since the handbook's training week began.</summary>
    private static Dictionary<string, DateTimeOffset> Defrauded(FeatureTable table, DateTimeOffset since)
    {
        ReadOnlySpan<DateTimeOffset> times = table.Rows.Times.Span;
        Dictionary<string, DateTimeOffset> first = new(StringComparer.Ordinal);
        for (int row = 0; row < times.Length; row++)
        {
            if (times[row] < since || table.FraudFirstKnown(row) is not { } known)
                continue;
            string customer = table.Rows.CustomerIds.Span[row];
            if (!first.TryGetValue(customer, out DateTimeOffset earlier) || known < earlier)
                first[customer] = known;
        }
        return first;
    }

    /// <summary>The handbook's own training week: the labelled rows from two delays before the period to one.</summary>
    public static Dataset HandbookWeek(FeatureTable table, DateTimeOffset start, BacktestOptions options)
    {
        DateTimeOffset until = start - options.Training.Maturity;
        return table.KnownAt(start, options.Training.Maturity, until - handbookTraining, until);
    }
}
