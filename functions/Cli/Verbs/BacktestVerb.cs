using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FraudFunctions.App.Decisions;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Engine.Features;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Cli.Verbs;

/// <summary><c>backtest FILE…</c>: what the model would have caught, week by week, trained on the past of each.</summary>
internal static class BacktestVerb
{
    private const int UsualWeeks = 3;

    public static Command Create()
    {
        Argument<FileInfo[]> files = new("FILE") { Description = "The labelled stream: CSV, in order of time. Several files are one stream.", Arity = ArgumentArity.OneOrMore };
        Option<string?> map = CommonOptions.Map();
        Option<string[]> weeks = new("--week") { Description = "First day of a test week, yyyy-MM-dd; may be given several times. Without it, 2018-08-08, -15 and -22 for the handbook, else the last three weeks.", AllowMultipleArgumentsPerToken = true };
        Option<FileInfo?> output = new("--out") { Description = "Also write the table to this file." };
        Option<FileInfo?> policy = new("--policy") { Description = "A policy document. Instead of comparing scores: what it would have cost, week by week, and what the policy that the product comes with." };
        Command command = new("backtest", """
            Test the model on weeks of the past. For each week everything is trained on what was known when it began, features come from the streaming engine, and simple ways of scoring stand beside the model in the same table.

              backtest transactions_2018-0*.csv.gz --map handbook
              backtest bank.csv --week 2026-03-10 --week 2026-03-17
              backtest bank.csv --policy cheaper-reviews.json
            """) { files, map, weeks, output, policy };
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(Run(parsed.GetValue(files)!, parsed.GetValue(map), parsed.GetValue(weeks) ?? [], parsed.GetValue(output), parsed.GetValue(policy), cancellation)));
        return command;
    }

    private static int Run(FileInfo[] files, string? map, string[] weeks, FileInfo? output, FileInfo? policy, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        EventFiles events = new(files, map);
        FeatureTable table = TrainVerb.Table(events, cancellation);
        if (policy is not null)
            return PolicyBacktest.Run(new EventFiles(files, map), table, new BacktestOptions { Starts = Starts(weeks, map, table) }, policy, output, cancellation);
        FeatureTable handbook;
        EventFiles again = new(files, map);
        using (ConsoleProgress progress = new("handbook features", () => again.Share))
            handbook = BuildFeatureTable.From(again.Read(), FeatureSchema.Handbook(ActiveBasis.Schema.Options), progress, cancellation);
        if (table.Rows.Rows == 0)
            throw new UsageException("There is no readable transaction in the stream.");
        BacktestOptions options = new() { Starts = Starts(weeks, map, table) };
        IReadOnlyList<BacktestLine> lines;
        try
        {
            lines = RunBacktest.On(table, handbook, options, new Steps(), cancellation);
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message);
        }
        string report = BacktestReport.Markdown(lines, options);
        Console.WriteLine(report);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Rows.Rows:N0} transactions, {lines[0].Periods.Sum(period => period.Rows):N0} tested with {lines[0].Periods.Sum(period => period.Frauds):N0} frauds, {watch.Elapsed.TotalSeconds:F0} s, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB"));
        if (output is not null)
            File.WriteAllText(output.FullName, report);
        return 0;
    }

    private static IReadOnlyList<DateTimeOffset> Starts(string[] weeks, string? map, FeatureTable table)
    {
        if (weeks.Length > 0)
            return [.. weeks.Select(week => CommonOptions.Day(week, "--week")!.Value).Order()];
        if (map == "handbook")
            return [.. new[] { 8, 15, 22 }.Select(day => new DateTimeOffset(2018, 8, day, 0, 0, 0, TimeSpan.Zero))];
        DateTimeOffset last = new(table.Rows.Times.Span[^1].UtcDateTime.Date, TimeSpan.Zero);
        return [.. Enumerable.Range(1, UsualWeeks).Select(week => last.AddDays(-7 * week)).Order()];
    }

    private sealed class Steps : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
