using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FraudFunctions.App.Decisions;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Engine.Features;
using FraudFunctions.Learning;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Backtests.Curves;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;

namespace FraudFunctions.Cli.Verbs;

/// <summary><c>backtest FILE…</c>: what the model would have caught, week by week, trained on the past of each.</summary>
internal static class BacktestVerb
{
    public static Command Create()
    {
        TrainingOptions usual = new();
        Argument<FileInfo[]> files = new("FILE") { Description = "The labelled stream: CSV, in order of time. Several files are one stream.", Arity = ArgumentArity.OneOrMore };
        Option<string?> map = CommonOptions.Map();
        Option<string[]> weeks = new("--week") { Description = "First day of a test period, yyyy-MM-dd; may be given several times. Without it, 2018-08-08, -15 and -22 for the handbook, else the last three periods of the stream.", AllowMultipleArgumentsPerToken = true };
        Option<double> days = new("--days") { Description = "Days of a test period.", DefaultValueFactory = _ => 7 };
        Option<double> warmUp = new("--warm-up") { Description = "Days at the beginning of the stream that are not trained on, while the windows fill up.", DefaultValueFactory = _ => usual.WarmUp.TotalDays };
        Option<double> calibration = new("--calibration") { Description = "The newest days of the past, on which the probabilities are calibrated.", DefaultValueFactory = _ => usual.Calibration.TotalDays };
        Option<double?> maturity = CommonOptions.Maturity();
        Option<bool> treesOnly = new("--trees-only") { Description = "Leave out autoencoder, GRU and blend, which take most of the time." };
        Option<DirectoryInfo?> output = new("--out") { Description = "Also write report.md, metrics.json, precision-recall.svg and reliability.svg to this folder; with --policy or --rules, policy.md." };
        Option<FileInfo?> rules = new("--rules") { Description = "A document of rules, which stand instead of those of the same id that the product comes with, or beside them. What they would have cost, alone or together with --policy." };
        Option<FileInfo?> policy = new("--policy") { Description = "A policy document. Instead of comparing scores: what it would have cost, week by week, beside the policy that the product comes with." };
        Command command = new("backtest", $"""
            Test the model on weeks of the past. For each week everything is trained on what was known when it began, features come from the streaming engine, and simple ways of scoring stand beside the model in the same table.

              backtest transactions_2018-0*.csv.gz --map handbook --out report
              backtest bank.csv --week 2026-03-10 --week 2026-03-17
              backtest bank.csv --policy cheaper-reviews.json --rules no-gift-cards-at-night.json
              backtest paysim.csv --map paysim --warm-up 7 --calibration 3 --week 2017-01-23

            Exit code {ExitCodes.Leak}: a score or a feature is too good to be true, so something has seen labels before they were known.
            """) { files, map, weeks, days, warmUp, calibration, maturity, treesOnly, output, policy, rules };
        command.SetWork((parsed, cancellation) => Task.FromResult(Run(parsed.GetValue(files)!, parsed.GetValue(map), new Wanted(
            parsed.GetValue(weeks) ?? [], CommonOptions.Days(parsed, days), usual with { WarmUp = CommonOptions.Days(parsed, warmUp), Calibration = CommonOptions.Days(parsed, calibration) }, CommonOptions.Days(parsed, maturity), !parsed.GetValue(treesOnly)), parsed.GetValue(output), parsed.GetValue(policy), parsed.GetValue(rules), cancellation)));
        return command;
    }

    private sealed record Wanted(string[] Weeks, TimeSpan Length, TrainingOptions Training, TimeSpan? Maturity, bool Networks);

    private static int Run(FileInfo[] files, string? map, Wanted wanted, DirectoryInfo? output, FileInfo? policy, FileInfo? rules, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        CsvMap? columns = new EventFiles(files, map).Map;
        if (columns is not null && columns.Label is null)
            throw new UsageException("The map says nothing of labels, and without them nothing can be measured: name the column with label.fraud and its value for fraud with label.fraudIs.");
        TimeSpan? delay = columns?.Label is { KnownTimeColumn: null } label ? TimeSpan.FromDays(label.DelayDays) : null;
        FeatureOptions features = delay is { } late ? ActiveBasis.Schema.Options with { LabelDelaySeconds = (uint)late.TotalSeconds } : ActiveBasis.Schema.Options;
        TimeSpan maturity = wanted.Maturity ?? delay ?? wanted.Training.Maturity;
        FeatureTable table = Table(files, map, FeatureSchema.Payments(features), "features", cancellation);
        StreamCheck.Tell(table, columns);
        BacktestOptions options = new() { Starts = BacktestWeeks.Of(wanted.Weeks, map, wanted.Length, table.Rows.Times.Span[^1]), Length = wanted.Length, Training = wanted.Training with { Maturity = maturity } };
        try
        {
            if (policy is not null || rules is not null)
                return PolicyBacktest.Run(new EventFiles(files, map), table, options, policy, rules, output, cancellation);
            FeatureTable handbook = Table(files, map, FeatureSchema.Handbook(features), "handbook features", cancellation).SharedWith(table);
            BacktestResult result = RunBacktest.On(table, handbook, options, [.. Contenders.Usual, .. wanted.Networks ? Contenders.Parts : []], map == "handbook" ? Contenders.NearBayes(table, maturity) : null, new Steps(), cancellation);
            return Tell(table, result, output, watch, cancellation);
        }
        catch (TooLittleToLearnFrom reason)
        {
            throw new UsageException(reason.Message);
        }
    }

    private static int Tell(FeatureTable table, BacktestResult result, DirectoryInfo? output, Stopwatch watch, CancellationToken cancellation)
    {
        CompareLines compared = CompareLines.Of(result, cancellation);
        IReadOnlyList<Slices> slices = Slices.Of(table);
        IReadOnlyList<string> leaks = LeakAlarm.Look(table, result, compared);
        string report = BacktestReport.Markdown(result, compared, slices) + string.Concat(leaks.Select(leak => $"\n**LEAK** {leak}\n"));
        Console.WriteLine(report);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Rows.Rows:N0} transactions, {result.Lines[0].Periods.Sum(period => period.Rows):N0} tested with {result.Lines[0].Periods.Sum(period => period.Frauds):N0} frauds, {watch.Elapsed.TotalSeconds:F0} s, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB"));
        if (output is not null)
            Write(output, report, BacktestJson.Of(result, compared, slices, leaks), result);
        foreach (string leak in leaks)
            Console.Error.WriteLine($"LEAK: {leak}");
        return leaks.Count > 0 ? ExitCodes.Leak : 0;
    }

    private static void Write(DirectoryInfo folder, string report, string metrics, BacktestResult result)
    {
        folder.Create();
        void Put(string name, string content) => File.WriteAllText(Path.Combine(folder.FullName, name), content);
        Put("report.md", $"{report}\n![Precision and recall](precision-recall.svg)\n\n![Reliability](reliability.svg)\n");
        Put("metrics.json", metrics);
        Put("precision-recall.svg", DrawCurves.PrecisionRecall(result));
        Put("reliability.svg", DrawCurves.Reliability(result));
    }

    private static FeatureTable Table(FileInfo[] files, string? map, FeatureSchema schema, string what, CancellationToken cancellation)
    {
        EventFiles events = new(files, map);
        using ConsoleProgress progress = new(what, () => events.Share);
        return BuildFeatureTable.From(events.Read(), schema, progress, cancellation);
    }

    private sealed class Steps : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
