using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores.Sqlite;
using FraudFunctions.App.Transactions;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Embedded;

namespace FraudFunctions.Cli.Verbs;

/// <summary><c>replay FILE…</c>: sends a file through the app as if it happened now, and says what became of it.</summary>
internal static class ReplayVerb
{
    public static Command Create()
    {
        Argument<FileInfo[]> files = new("FILE") { Description = "Events to send: JSON lines, or CSV with --map; .gz is unpacked. Several files are one stream.", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> map = CommonOptions.Map();
        Option<double?> speed = new("--speed") { Description = "How many times faster than it happened: 1 is real time. Without it, as fast as it goes." };
        Option<bool> skew = new("--check-skew") { Description = "Afterwards, compare the features that were served with a sequential pass over the file. For a store that has seen nothing else." };
        Option<bool> quarantine = new("--quarantine") { Description = "Take mended events (FILE, as written by --out) out of quarantine; without FILE, all open ones as they are." };
        Option<FileInfo?> output = new("--out") { Description = "With --quarantine: write the open entries to this file for mending, and stop." };
        Option<int> partitions = new("--partitions") { Description = "Partitions of a new log.", DefaultValueFactory = _ => 8 };
        Option<string> data = CommonOptions.Data();
        Command command = new("replay", """
            Send a file of transactions through the app and wait until all of it is decided.

            Whatever happens on the way, running it again finishes it: an interrupted replay goes on where it stopped (a finished one is sent again from its beginning), and what was decided before is not decided twice. Exit code 1 when events went into quarantine.

              replay payments.jsonl
              replay transactions_2018-04.csv.gz --map handbook
              replay --quarantine --out bad.jsonl     # mend "raw" in each line, then
              replay --quarantine bad.jsonl
            """) { files, map, speed, skew, quarantine, output, partitions, data };
        command.SetWork(async (parsed, cancellation) =>
        {
            HostingOptions hosting = new() { DataFolder = parsed.GetValue(data)!, Http = false, Partitions = parsed.GetValue(partitions) };
            if (parsed.GetValue(quarantine))
                return await QuarantineReplay.RunAsync(hosting, parsed.GetValue(files)!.SingleOrDefault(), parsed.GetValue(output), cancellation);
            FileInfo[] chosen = parsed.GetValue(files)!;
            if (chosen.Length == 0)
                throw new UsageException("replay: name at least one FILE.");
            return await RunAsync(hosting, chosen, parsed.GetValue(map), parsed.GetValue(speed), parsed.GetValue(skew), cancellation);
        });
        return command;
    }

    /// <summary>Alerts, cases and metrics come after the decisions, and may take as long.</summary>
    private static async Task DrainAsync(AppHost app, CancellationToken cancellation)
    {
        (long first, long handled, long left) = (-1, 0, 0);
        using ConsoleProgress progress = new("what follows from it", () => handled / (double)(handled + left));
        Task drained = app.Runtime.DrainAsync(cancellation);
        while (await Task.WhenAny(drained, Task.Delay(TimeSpan.FromSeconds(1), cancellation)) != drained)
        {
            IReadOnlyList<StreamFacts> streams = await app.Runtime.StreamsAsync(cancellation);
            long reached = streams.Sum(one => one.Checkpoint ?? 0);
            first = first < 0 ? reached : first;
            (handled, left) = (reached - first, streams.Where(one => one.Function is not null).Sum(one => one.Backlog));
            progress.Report(handled);
        }
        await drained;
    }

    private static async Task<int> RunAsync(HostingOptions hosting, FileInfo[] files, string? map, double? speed, bool checkSkew, CancellationToken cancellation)
    {
        EventFiles events = new(files, map);
        ReplayPosition position = ReplayPosition.Of(hosting.DataFolder, files);
        await using AppHost app = await AppHost.StartAsync(hosting, cancellation);
        long publishedBefore = Decisions(app);
        long heldBefore = app.Get<SqliteDocuments>().Count(CustomerBook.Container, DecisionDocument.Prefix);
        long quarantinedBefore = app.Get<SqliteDocuments>().Count(Quarantine.Container, "");
        Stopwatch watch = Stopwatch.StartNew();
        Publisher publisher = new(app, speed);
        long skipped = position.Events;
        if (skipped > 0)
            Console.Error.WriteLine($"Going on after event {skipped:N0}, where this replay was interrupted.");
        using (ConsoleProgress progress = new("replay", () => events.Share))
        {
            await publisher.PublishAsync(events.Read().Skip((int)skipped), published =>
            {
                position.Save(skipped + published);
                progress.Report(published);
            }, cancellation);
        }
        await DrainAsync(app, cancellation);
        watch.Stop();
        position.Finish();
        SqliteDocuments documents = app.Get<SqliteDocuments>();
        long quarantined = documents.Count(Quarantine.Container, "");
        long held = documents.Count(CustomerBook.Container, DecisionDocument.Prefix);
        string[] lines =
        [
            $"events in          {publisher.Transactions,12:N0}   and {publisher.Labels:N0} labels",
            $"decisions out      {Decisions(app) - publishedBefore,12:N0}   {held - heldBefore:N0} of them new; the store now holds {held:N0}",
            $"in quarantine      {quarantined,12:N0}{(quarantined == 0 ? "" : "   mend them: replay --quarantine --out bad.jsonl")}",
            $"alerts             {documents.Count(CustomerBook.Container, "alert:"),12:N0}",
            $"time               {watch.Elapsed.TotalSeconds,12:N1} s",
            $"rate               {publisher.Transactions / watch.Elapsed.TotalSeconds,12:N0} transactions/s",
            $"peak memory        {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6,12:N0} MB",
        ];
        Console.WriteLine(string.Join('\n', lines.Select(line => line.ToString(CultureInfo.InvariantCulture))));
        if (checkSkew)
            SkewCheck.Print(await SkewCheck.RunAsync(new EventFiles(files, map), documents, cancellation));
        return quarantined > quarantinedBefore ? 1 : 0;
    }

    /// <summary>Decisions published so far, repetitions included.</summary>
    private static long Decisions(AppHost app) => app.Events.Ranges(Topics.Decisions).Sum(range => range.Next);
}
