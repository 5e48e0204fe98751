using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Backtests;

/// <summary>A period to be predicted, as a contender sees it: a past with what was known of it, and rows without their truth.</summary>
/// <remarks>
/// <see cref="Table"/> holds the truth too, because what may be learned is a view of it: ask <see cref="FeatureTable.KnownAt"/>, never its labels.
/// </remarks>
public sealed class BacktestPeriod : IDisposable
{
    private readonly Dictionary<Type, object> made = [];

    internal BacktestPeriod(FeatureTable table, FeatureTable handbook, DateTimeOffset start, BacktestOptions options)
    {
        (Table, Start, Options) = (table, start, options);
        int[] rows = TestPeriod.Rows(table, start, options);
        Rows = options.AsKnownAt is { } limit ? Array.FindAll(rows, row => table.Rows.Times.Span[row] <= limit - options.Training.Maturity && table.IsFraudAt(row, limit, options.Training.Maturity) is not null) : rows;
        if (Rows.Count == 0)
            throw new TooLittleToLearnFrom($"The stream has nothing in the period that begins on {start:yyyy-MM-dd}.");
        Truth = table.Rows.Select([.. Rows]);
        if (options.AsKnownAt is { } at)
            Truth = Truth with { Labels = Rows.Select(row => table.IsFraudAt(row, at, options.Training.Maturity) == true).ToArray() };
        Test = Truth with { Labels = new bool[Rows.Count] };
        Fifteen = handbook.Rows.Select([.. Rows]) with { Labels = new bool[Rows.Count] };
        Week = TestPeriod.HandbookWeek(handbook, start, options);
        HandbookHash = handbook.Schema.Hash;
    }

    public FeatureTable Table { get; }
    public DateTimeOffset Start { get; }
    public BacktestOptions Options { get; }

    /// <summary>Which rows of the table are tested.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>Those rows with their features; all labels say genuine.</summary>
    public Dataset Test { get; }

    /// <summary>The same rows with the handbook's fifteen features.</summary>
    public Dataset Fifteen { get; }

    /// <summary>The handbook's own training week, with its fifteen features and what was known of it.</summary>
    public Dataset Week { get; }
    public string HandbookHash { get; }

    /// <summary>The tested rows with the truth, or what is known of it, to measure with.</summary>
    internal Dataset Truth { get; }

    /// <summary>What several contenders need is made once in a period, by its type.</summary>
    public T Once<T>(Func<T> make) where T : class
    {
        if (!made.TryGetValue(typeof(T), out object? there))
            made[typeof(T)] = there = make();
        return (T)there;
    }

    public void Dispose()
    {
        foreach (IDisposable one in made.Values.OfType<IDisposable>())
            one.Dispose();
        made.Clear();
    }
}
