using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FraudFunctions.Embedded;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Cli.Benches;

/// <summary>
/// Orchestrations by themselves: five steps each as many as there fit, five steps each when the machine is quiet, and a
/// great many that wait for their time.
/// </summary>
internal static class DurableBench
{
    private const int QuietRuns = 200;

    // Enough callers to fill a commit; more only lengthens the queue.
    private const int Starters = 256;

    public static async Task RunAsync(string folder, int fiveSteps, int waiting, int spreadSeconds, CancellationToken cancellation)
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder([]);
        builder.Properties[EmbeddedProperties.FunctionTypes] = new[] { typeof(DurableBenchFunctions) };
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Embedded:DataFolder"] = folder, ["Embedded:Http"] = "false" });
        builder.Logging.ClearProviders();
        Lateness lateness = new();
        builder.Services.AddSingleton(lateness);
        using IHost host = builder.Build();
        await host.StartAsync(cancellation);
        DurableTaskClient client = host.Services.GetRequiredService<DurableTaskClient>();

        await ManyAsync(client, Math.Min(fiveSteps, 1_000), report: false, cancellation);
        await ManyAsync(client, fiveSteps, report: true, cancellation);
        await QuietAsync(client, cancellation);
        await WaitingAsync(client, lateness, waiting, spreadSeconds, cancellation);
        await WaitingAsync(client, lateness, waiting, spreadSeconds: 0, cancellation);
        await host.StopAsync(cancellation);
    }

    private static async Task ManyAsync(DurableTaskClient client, int count, bool report, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan processor = Processor();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(count, 4_000), CancellationToken = cancellation }, async (_, stop) =>
            await client.WaitForInstanceCompletionAsync(await client.ScheduleNewOrchestrationInstanceAsync(nameof(DurableBenchFunctions.FiveSteps), 0, stop), stop));
        if (report)
        {
            Say($"Durable: {count / watch.Elapsed.TotalSeconds:N0} five-step orchestrations/s ({count:N0} in {watch.Elapsed.TotalSeconds:F1} s, {(Processor() - processor).TotalMicroseconds / count:F0} µs of processor each)");
        }
    }

    private static async Task QuietAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        double[] milliseconds = new double[QuietRuns];
        for (int i = 0; i < QuietRuns; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await client.WaitForInstanceCompletionAsync(await client.ScheduleNewOrchestrationInstanceAsync(nameof(DurableBenchFunctions.FiveSteps), 0, cancellation), cancellation);
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(milliseconds);
        Say($"Durable: one at a time, start to end with its {QuietCommits} commits: p50 {At(milliseconds, .5):F1} ms, p99 {At(milliseconds, .99):F1} ms");
    }

    // The start, and one for each turn: the first, and one per activity's end.
    private const int QuietCommits = 7;

    private static async Task WaitingAsync(DurableTaskClient client, Lateness lateness, int count, int spreadSeconds, CancellationToken cancellation)
    {
        // Late enough that all are there before the first is due, by the speed of the creation so far.
        TimeSpan headStart = TimeSpan.FromSeconds(10 + count / 2_500.0);
        Stopwatch watch = Stopwatch.StartNew();
        DateTimeOffset first = TimeProvider.System.GetUtcNow() + headStart;
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Starters, CancellationToken = cancellation }, async (i, stop) =>
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(DurableBenchFunctions.WaitUntil), first.UtcDateTime.AddSeconds(spreadSeconds * (double)i / count), stop));
        TimeSpan created = watch.Elapsed;
        while (lateness.Waiting < count) await Task.Delay(50, cancellation);
        Say($"Durable: {count:N0} waiting instances there after {watch.Elapsed.TotalSeconds:F1} s (their starts answered after {created.TotalSeconds:F1} s)");

        TimeSpan left = first - TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation);
            TimeSpan before = Processor();
            Stopwatch idle = Stopwatch.StartNew();
            await Task.Delay(left, cancellation);
            Say($"Durable: {100 * (Processor() - before) / idle.Elapsed:F2} % of a processor while they wait ({idle.Elapsed.TotalSeconds:F0} s), {GC.GetTotalMemory(true) / 1e6:N0} MB on the heap");
        }

        while (lateness.Resumed.Count < count) await Task.Delay(50, cancellation);
        double[] late = [.. lateness.Resumed.Order()];
        string spread = spreadSeconds > 0 ? $"due over {spreadSeconds} s" : "all due in the same instant";
        Say($"Durable: {count:N0} {spread}, resumed late by p50 {At(late, .5):F0} ms, p90 {At(late, .9):F0} ms, p99 {At(late, .99):F0} ms, worst {late[^1]:F0} ms");
        lateness.Clear();
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    private static TimeSpan Processor() => Process.GetCurrentProcess().TotalProcessorTime;

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

/// <summary>How late those who waited were resumed, in milliseconds.</summary>
public sealed class Lateness
{
    private int waiting;

    public int Waiting => Volatile.Read(ref waiting);
    public ConcurrentBag<double> Resumed { get; } = [];

    public void Wait() => Interlocked.Increment(ref waiting);

    public void Clear()
    {
        waiting = 0;
        Resumed.Clear();
    }
}
