using System.CommandLine;
using System.Globalization;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Learning.Streams;

namespace FraudFunctions.Cli.Verbs;

/// <summary>Options and manners that several verbs share.</summary>
internal static class CommonOptions
{
    /// <summary>
    /// What a verb does. System.CommandLine listens for Ctrl-C once an action has handed its task back: one that works before that is killed instead of
    /// cancelled.
    /// </summary>
    public static void SetWork(this Command command, Func<ParseResult, CancellationToken, Task<int>> work)
        => command.SetAction((parsed, cancellation) => Task.Run(() => work(parsed, cancellation), CancellationToken.None));

    public static Option<string> Data(string folder = ".data")
        => new("--data") { Description = "The folder with the event log, the documents and the models.", DefaultValueFactory = _ => folder };

    public static Option<string?> Map()
        => new("--map") { Description = $"How CSV columns become transactions: {string.Join(", ", CsvMap.BuiltIn)}, or a JSON file. Without it a CSV file is one that 'simulate' wrote." };

    public static Option<double?> Maturity()
        => new("--maturity") { Description = "Days that a transaction must go without a label before it counts as genuine. Without it, the label delay of the map, else 7." };

    public static TimeSpan Days(ParseResult parsed, Option<double> option) => Days(parsed.GetValue(option), option.Name);

    public static TimeSpan? Days(ParseResult parsed, Option<double?> option) => parsed.GetValue(option) is { } days ? Days(days, option.Name) : null;

    private static TimeSpan Days(double days, string option)
        => days is > 0 and < 10_000 ? TimeSpan.FromDays(days) : throw new UsageException($"{option}: {days} is no number of days.");

    public static void Between(string option, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option}: {value} does not lie between {least} and {most}."));
    }

    public static DateTimeOffset? Day(string? text, string option)
    {
        if (text is null)
            return null;
        return DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day)
            ? day
            : throw new UsageException($"{option}: '{text}' is not a day written yyyy-MM-dd.");
    }
}
