using System.Diagnostics;
using System.Globalization;
using FraudFunctions.App.Alerts;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Cli.Benches;

/// <summary>Transactions per second from the log to durable decisions, with features, model, rules, receipts and commits, on the whole app.</summary>
internal static class EndToEndBench
{
    private const int Batch = 1_000;

    // Others use the machine too: what is compared takes turns. The first round is the warm-up.
    private const int Rounds = 3;

    // From the transaction to the decision, its label and its alert.
    private static readonly Type[] decisions = [typeof(ScoreTransactions), typeof(SettleDecisions), typeof(RecordLabel), typeof(RaiseAlerts)];

    /// <summary>
    /// Decisions by themselves, with trees alone and with all parts of the model in turns; then the whole app on the same payments: links, cases that
    /// investigate themselves, challenges.
    /// </summary>
    public static async Task RunAsync(BenchData data, string folder, CancellationToken cancellation)
    {
        Dictionary<string, List<double>> speeds = new() { ["trees alone"] = [], ["three models"] = [] };
        for (int round = 0; round < Rounds; round++)
        {
            foreach ((string name, List<double> own) in speeds)
            {
                BenchData with = name == "trees alone" ? data with { Model = data.TreesAlone } : data;
                HostingOptions hosting = new() { DataFolder = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"decisions-{own.Count}-{name}")), Http = false, Functions = decisions };
                own.Add(await RunAsync(round == 0 ? $"warm-up, {name}" : $"decisions, {name}", hosting, with, cancellation));
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Three models do {speeds["three models"].Skip(1).Average() / speeds["trees alone"].Skip(1).Average():P0} of what trees alone do"));
        foreach (string what in (string[])["warm-up, whole app", "whole app"])
            await RunAsync(what, new HostingOptions { DataFolder = Path.Combine(folder, what), Http = false }, data, cancellation);
    }

    private static async Task<double> RunAsync(string what, HostingOptions hosting, BenchData data, CancellationToken cancellation)
    {
        await PrepareAsync(data, hosting, cancellation);
        await using AppHost app = await AppHost.StartAsync(hosting, cancellation);
        // What is measured is everything: the producers' appends, too, are on this machine's two cores.
        int warmUp = data.Next.Count / 10;
        await SendAsync(app, data, 0, warmUp, cancellation);
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        long allocated = GC.GetTotalAllocatedBytes();
        long written = Written();
        await SendAsync(app, data, warmUp, data.Next.Count, cancellation);
        int measured = data.Next.Count - warmUp;
        double speed = measured / watch.Elapsed.TotalSeconds;
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"End to end, {what}: {speed:N0} transactions/s ({measured:N0} in {watch.Elapsed.TotalSeconds:F1} s; {processor.TotalMicroseconds / measured:F0} µs of processor {(GC.GetTotalAllocatedBytes() - allocated) / measured:N0} B allocated and {(Written() - written) / measured:N0} B written each; peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB)"));
        return speed;
    }

    /// <summary>Bytes this process has handed to the file system, where the system tells.</summary>
    private static long Written()
    {
        const string Accounts = "/proc/self/io";
        return File.Exists(Accounts) ? long.Parse(File.ReadLines(Accounts).First(line => line.StartsWith("wchar:", StringComparison.Ordinal)).AsSpan(7), CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>A store with the bank's past and its model, as a running bank would have.</summary>
    internal static async Task PrepareAsync(BenchData data, HostingOptions hosting, CancellationToken cancellation)
    {
        await using AppHost app = AppHost.Build(hosting);
        await app.Get<SeedStates>().SeedAsync(data.Past.Population, cancellation);
        await app.Get<ModelRegistry>().RegisterAsync(data.Model.Card, data.Model.Files, cancellation);
        await app.Get<ModelRegistry>().PromoteAsync(data.Model.Card.Id, cancellation);
    }

    private static async Task SendAsync(AppHost app, BenchData data, int from, int until, CancellationToken cancellation)
    {
        for (int start = from; start < until; start += Batch)
        {
            NewEvent[] batch = [.. Enumerable.Range(start, Math.Min(Batch, until - start)).Select(i => new NewEvent(data.NextJson[i], data.Next[i].CustomerId))];
            await app.Events.AppendAsync(Topics.Transactions, batch, cancellation);
        }
        await app.Runtime.DrainAsync(cancellation);
    }
}
