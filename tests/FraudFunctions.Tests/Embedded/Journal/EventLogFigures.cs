using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Tests.Embedded.Journal;

/// <summary>
/// What the event log does per second, on demand:
/// <c>dotnet run --project tests/FraudFunctions.Tests -- -explicit only -class "*EventLogFigures" -showLiveOutput</c>
/// </summary>
public sealed class EventLogFigures
{
    private const int Total = 2_000_000;
    private static readonly byte[] Body = new byte[400];

    [Fact(Explicit = true)]
    public async Task Appended_and_read_per_second()
    {
        using var folder = new TempFolder();
        await using (EventLog log = Logs.Open(folder, partitions: 8))
        {
            // Once for the JIT compiler.
            await AppendAsync(log, "warm", appenders: 1, batch: 512, Total / 4);
            await ReadAsync(log, "warm");
            Say("append, one appender, batches of 512", await AppendAsync(log, "one", appenders: 1, batch: 512, Total));
            Say("append, 256 appenders, one event each", await AppendAsync(log, "many", appenders: 256, batch: 1, Total / 10));
            Say("append, one appender, one event each", await AppendAsync(log, "single", appenders: 1, batch: 1, Total / 400));
            Say("read by 512, more than fits in memory", await ReadAsync(log, "one"));
            Say("read by 512, recent", await ReadAsync(log, "many"));
        }

        long start = TimeProvider.System.GetTimestamp();
        await using EventLog again = Logs.Open(folder);
        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        Say("recovered at the open", again.Hubs.SelectMany(again.Ranges).Sum(range => range.Count) / seconds);
    }

    private static async Task<double> AppendAsync(EventLog log, string hub, int appenders, int batch, int total)
    {
        long start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, appenders).Select(appender => Task.Run(async () =>
        {
            NewEvent[] events = [.. Enumerable.Range(0, batch).Select(i => new NewEvent(Body, $"C{appender * 31 + i:D7}"))];
            for (int done = 0; done < total / appenders; done += batch) await log.AppendAsync(hub, events);
        })));
        return total / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> ReadAsync(EventLog log, string hub)
    {
        long start = TimeProvider.System.GetTimestamp();
        long[] counts = await Task.WhenAll(Enumerable.Range(0, log.Ranges(hub).Count).Select(partition => Task.Run(async () =>
        {
            long from = 0;
            while (await log.ReadAsync(hub, partition, from, 512) is { Count: > 0 } events) from = events[^1].Sequence + 1;
            return from;
        })));
        return counts.Sum() / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static void Say(string what, double perSecond) => TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {perSecond:N0} events/s");
}
