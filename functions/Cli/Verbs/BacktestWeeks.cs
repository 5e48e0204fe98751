using System.Globalization;
using FraudFunctions.Cli.Hosting;

namespace FraudFunctions.Cli.Verbs;

/// <summary>The periods that a backtest predicts: those asked for, or the last whole ones of the stream.</summary>
internal static class BacktestWeeks
{
    private const int Usual = 3;

    // The test weeks of the Fraud Detection Handbook's own figures.
    private static readonly DateTimeOffset[] handbook = [.. new[] { 8, 15, 22 }.Select(day => new DateTimeOffset(2018, 8, day, 0, 0, 0, TimeSpan.Zero))];

    /// <summary>First moments of the periods, in order.</summary>
    /// <exception cref="UsageException">One is named twice, overlaps another or ends after the stream.</exception>
    public static IReadOnlyList<DateTimeOffset> Of(string[] weeks, string? map, TimeSpan length, DateTimeOffset last)
    {
        DateTimeOffset lastDay = new(last.UtcDateTime.Date, TimeSpan.Zero);
        DateTimeOffset[] starts = weeks.Length > 0 ? [.. weeks.Select(week => CommonOptions.Day(week, "--week")!.Value).Order()]
            : map == "handbook" ? handbook
            : [.. Enumerable.Range(1, Usual).Select(week => lastDay - week * length).Order()];
        for (int i = 1; i < starts.Length; i++)
        {
            if (starts[i] == starts[i - 1])
                throw new UsageException($"--week: {starts[i]:yyyy-MM-dd} is there twice.");
            if (starts[i] < starts[i - 1] + length)
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--week: the {length.TotalDays:0.##} days from {starts[i - 1]:yyyy-MM-dd} reach into those from {starts[i]:yyyy-MM-dd}: choose others, or fewer --days."));
        }
        if (starts[^1] + length > lastDay.AddDays(1))
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"The {length.TotalDays:0.##} days from {starts[^1]:yyyy-MM-dd} end after the stream, whose last day is {lastDay:yyyy-MM-dd}: choose another --week, or fewer --days."));
        return starts;
    }
}
