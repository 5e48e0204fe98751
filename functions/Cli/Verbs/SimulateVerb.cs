using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Cli.Verbs;

/// <summary><c>simulate --out FILE</c>: writes the payments of a simulated bank, with the truth and the labels that came of them.</summary>
internal static class SimulateVerb
{
    public static Command Create()
    {
        SimulationOptions usual = new();
        Option<FileInfo> output = new("--out") { Description = "The CSV file to write; .gz packs it.", Required = true };
        Option<int> customers = new("--customers") { Description = "Customers on the first day.", DefaultValueFactory = _ => usual.Customers };
        Option<int> merchants = new("--merchants") { Description = "Merchants.", DefaultValueFactory = _ => usual.Merchants };
        Option<int> days = new("--days") { Description = "Days to run.", DefaultValueFactory = _ => usual.Days };
        Option<long> seed = new("--seed") { Description = "Another seed, another bank; the same seed, the same bank.", DefaultValueFactory = _ => usual.Seed };
        Option<string> from = new("--from") { Description = "First day, yyyy-MM-dd.", DefaultValueFactory = _ => usual.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
        Command command = new("simulate", """
            Write the payments of a simulated bank as CSV: customers with salaries, habits, homes and devices, merchants, six kinds of fraud with their own stories, and labels that come late.

            'replay', 'train' and 'backtest' read the file without a map.

              simulate --out bank.csv
              simulate --out bank.csv.gz --customers 20000 --days 120 --seed 7
            """) { output, customers, merchants, days, seed, from };
        command.SetWork((parsed, cancellation) => Task.FromResult(Run(parsed.GetValue(output)!, new SimulationOptions
        {
            Customers = parsed.GetValue(customers),
            Merchants = parsed.GetValue(merchants),
            Days = parsed.GetValue(days),
            Seed = parsed.GetValue(seed),
            From = DateOnly.TryParseExact(parsed.GetValue(from), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly first)
                ? first
                : throw new UsageException($"--from: '{parsed.GetValue(from)}' is not a day written yyyy-MM-dd."),
        }, cancellation)));
        return command;
    }

    private static int Run(FileInfo output, SimulationOptions options, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        if (output.Directory is not { Exists: true })
            throw new UsageException($"--out: there is no folder '{output.DirectoryName}'.");
        string partial = output.FullName + ".partial";
        Counts counts = new();
        long rows;
        try
        {
            using ConsoleProgress progress = new("simulate", () => counts.Share(options));
            using Stream file = File.Create(partial);
            using Stream packed = output.Extension == ".gz" ? new GZipStream(file, CompressionLevel.Fastest) : file;
            using StreamWriter writer = new(packed, bufferSize: 1 << 16);
            rows = SimulationCsv.Write(counts.Watch(Simulator.Run(options), progress, cancellation), writer);
        }
        catch (ArgumentOutOfRangeException wrong)
        {
            File.Delete(partial);
            throw new UsageException($"--{wrong.ParamName?.ToLowerInvariant()}: {wrong.Message.Split(" (Parameter")[0]}");
        }
        catch
        {
            // Half a file is worse than none.
            File.Delete(partial);
            throw;
        }
        File.Move(partial, output.FullName, overwrite: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} payments written to {output} in {watch.Elapsed.TotalSeconds:F1} s"));
        foreach ((Story story, long payments) in counts.ByStory.OrderBy(pair => pair.Key))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {(story == Story.None ? "Honest" : story.ToString()),-20} {payments,12:N0}   {payments / (double)rows:P3}"));
        return 0;
    }

    /// <summary>Looks on while events pass by.</summary>
    private sealed class Counts
    {
        private DateTimeOffset at;

        public Dictionary<Story, long> ByStory { get; } = [];

        public double Share(SimulationOptions options)
            => at == default ? 0 : (at.UtcDateTime - options.From.ToDateTime(TimeOnly.MinValue)).TotalDays / options.Days;

        public IEnumerable<SimulatedEvent> Watch(IEnumerable<SimulatedEvent> events, IProgress<long> progress, CancellationToken cancellation)
        {
            long count = 0;
            foreach (SimulatedEvent one in events)
            {
                if (one is SimulatedPayment payment)
                    ByStory[payment.Story] = ByStory.GetValueOrDefault(payment.Story) + 1;
                at = one.Time;
                if (++count % 1024 == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress.Report(count);
                }
                yield return one;
            }
        }
    }
}
