using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Learning.Networks.Recurrent;
using FraudFunctions.Learning.Simulation;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;

namespace FraudFunctions.Cli.Verbs;

/// <summary>
/// <c>demo</c>: a simulated bank from nothing. Its past is simulated and learned from, then its payments come in live and are decided and
/// explained before your eyes.
/// </summary>
internal static class DemoVerb
{
    private const int HistoryDays = 75;
    private const int LiveDays = 7;
    private const string Marker = "this-is-a-demo";

    // A demo's disputes come late; three weeks of silence say more than one, and the states fill up in two.
    private static readonly TrainModelsOptions training = new()
    {
        Trees = new TrainingOptions { Maturity = TimeSpan.FromDays(14), WarmUp = TimeSpan.FromDays(14), NegativesKept = .25 },
        // A demo is watched by somebody who waits: a quarter of the reading gives most of it.
        Sequence = new SequenceOptions { Epochs = 3 },
    };

    public static Command Create()
    {
        Option<int> customers = new("--customers") { Description = "Customers of the bank.", DefaultValueFactory = _ => 2_000 };
        Option<long> seed = new("--seed") { Description = "Another seed, another bank.", DefaultValueFactory = _ => 1 };
        Option<double> rate = new("--rate") { Description = "Live transactions per second.", DefaultValueFactory = _ => 20 };
        Option<long?> stopAfter = new("--stop-after") { Description = "End after so many live transactions instead of at Ctrl-C." };
        Option<int> port = new("--port") { Description = "The port on 127.0.0.1; 0 takes any free one.", DefaultValueFactory = _ => 7071 };
        Option<string> data = CommonOptions.Data(Path.Combine(".data", "demo"));
        Command command = new("demo", """
            Watch a simulated bank: its past is simulated and a model trained on it, then its payments come in live and are scored, decided and explained, while the HTTP interface is open. Ctrl-C ends it cleanly. The folder of the demo before is replaced.
            """) { customers, seed, rate, stopAfter, port, data };
        command.SetWork(async (parsed, cancellation) =>
        {
            string folder = parsed.GetValue(data)!;
            CommonOptions.Between("--customers", parsed.GetValue(customers), 50, 1_000_000);
            CommonOptions.Between("--rate", parsed.GetValue(rate), .01, 100_000);
            CommonOptions.Between("--port", parsed.GetValue(port), 0, 65_535);
            CommonOptions.Between("--stop-after", parsed.GetValue(stopAfter) ?? 1, 1, long.MaxValue);
            CheckPort(parsed.GetValue(port));
            Clear(folder);
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            SimulationOptions bank = new()
            {
                Customers = parsed.GetValue(customers),
                Seed = parsed.GetValue(seed),
                From = DateOnly.FromDateTime(now.UtcDateTime.Date.AddDays(-HistoryDays - LiveDays)),
                Days = HistoryDays + LiveDays,
            };
            using IEnumerator<SimulatedEvent> events = Simulator.Run(bank).GetEnumerator();
            HostingOptions hosting = new()
            {
                DataFolder = folder,
                Port = parsed.GetValue(port),
                // The demo lives in the week before now; its customers are asked all the same.
                Settings = [$"Challenges:MaxAgeMinutes={(int)TimeSpan.FromDays(2 * LiveDays).TotalMinutes}"],
            };
            await PrepareAsync(events, bank, hosting, cancellation);
            await using AppHost app = await AppHost.StartAsync(hosting, cancellation);
            Console.WriteLine(RunVerb.Welcome(app, "c000001"));
            Console.WriteLine();
            await LiveDemo.RunAsync(app, events, parsed.GetValue(rate), parsed.GetValue(stopAfter), now, cancellation);
            return 0;
        });
        return command;
    }

    /// <summary>Simulates the past, learns from it, and leaves the states and the model in the store.</summary>
    private static async Task PrepareAsync(IEnumerator<SimulatedEvent> events, SimulationOptions bank, HostingOptions hosting, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        DateTimeOffset live = new(bank.From.AddDays(HistoryDays), TimeOnly.MinValue, TimeSpan.Zero);
        BuildFeatureTable table = new(ActiveBasis.Schema);
        long count = 0;
        using (ConsoleProgress progress = new($"simulating {HistoryDays} days of {bank.Customers:N0} customers"))
        {
            while (events.MoveNext() && events.Current.Time < live)
            {
                cancellation.ThrowIfCancellationRequested();
                if (events.Current is SimulatedPayment payment)
                    table.Add(payment.Transaction, new Truth(payment.IsFraud, payment.Story.ToString()));
                else if (events.Current is SimulatedLabel label)
                    table.Add(label.Label);
                progress.Report(++count);
            }
        }
        FeatureTable past = table.ToTable();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Simulated {past.Rows.Rows:N0} payments of {bank.Customers:N0} customers over {HistoryDays} days, {past.Rows.Positives / (double)past.Rows.Rows:P2} of them fraud ({watch.Elapsed.TotalSeconds:F1} s)"));
        TrainedModel model = TrainVerb.Fit(past, live, cancellation, training);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Trained {model.Trees.Roots.Length} trees and a recurrent network on what was known by {live:yyyy-MM-dd}{Measured(model)} ({watch.Elapsed.TotalSeconds:F1} s)"));
        await using AppHost app = AppHost.Build(hosting);
        model.Remind(table.Population);
        await app.Get<SeedStates>().SeedAsync(table.Population, cancellation);
        ModelRegistry registry = app.Get<ModelRegistry>();
        await registry.RegisterAsync(model.Card, model.Files, cancellation);
        await app.Get<ModelFindings>().KeepAsync(model.Card.Id, TrainVerb.Reference(past, model), cancellation);
        await registry.PromoteAsync(model.Card.Id, cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Stored {table.Population.Customers.Count:N0} customers and {table.Population.Entities.Count:N0} merchants, devices, addresses and counterparties ({watch.Elapsed.TotalSeconds:F1} s)"));
    }

    private static string Measured(TrainedModel model) => model.Card.Metrics.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
        $"; on the week after: average precision {model.Card.Metrics["averagePrecision"]:F2}, recall {model.Card.Metrics["recallAtFpr1Percent"]:P0} at 1 % false alarms");

    /// <summary>Empties the folder of an earlier demo, and nothing else.</summary>
    private static void Clear(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(Path.Combine(folder, Marker)))
                throw new UsageException($"--data: '{folder}' holds something that is no demo; name another folder.");
            Empty(folder);
        }
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Marker), "");
    }

    /// <summary>Deletes what is in the folder while nobody else has it.</summary>
    private static void Empty(string folder)
    {
        string lockPath = Path.Combine(folder, "lock");
        FileStream held;
        try
        {
            held = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new UsageException($"--data: a demo is running in '{folder}'. Stop it, or name another folder.");
        }
        using (held)
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.FullName != Path.GetFullPath(lockPath)))
            {
                if (entry is DirectoryInfo inner)
                    inner.Delete(recursive: true);
                else
                    entry.Delete();
            }
        }
    }

    /// <summary>Before anything is simulated or emptied: whoever waits for a demo wants to know at once that it cannot be seen.</summary>
    private static void CheckPort(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw new UsageException($"--port: {port} is taken. Stop what listens there, or name another; 0 takes any free one.");
        }
    }
}
