using System.Text;
using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Tests.Embedded.Journal;

/// <summary>Arranges logs and says what is in them.</summary>
internal static class Logs
{
    public const string Hub = "payments";

    public static EventLog Open(TempFolder folder, int partitions = 4, TimeProvider? clock = null, int segmentBytes = 64 << 20, int cacheBytes = 64 << 20) =>
        EventLog.Open(new EventLogOptions { Folder = folder.Path, Partitions = partitions, SegmentBytes = segmentBytes, CacheBytes = cacheBytes }, clock);

    public static NewEvent Event(string text, string? key = null) => new(Encoding.UTF8.GetBytes(text), key);

    public static string Text(LoggedEvent logged) => Encoding.UTF8.GetString(logged.Body.Span);

    public static Task<EventPosition> AppendAsync(this EventLog log, string text, string? key = null) =>
        log.AppendAsync(Hub, Event(text, key), TestContext.Current.CancellationToken);

    /// <summary>Everything in the hub, partition by partition.</summary>
    public static async Task<List<LoggedEvent>> AllAsync(this EventLog log, string hub = Hub, int atOnce = 100)
    {
        var all = new List<LoggedEvent>();
        for (int partition = 0; partition < log.Ranges(hub).Count; partition++)
        {
            for (long from = 0; ;)
            {
                IReadOnlyList<LoggedEvent> some = await log.ReadAsync(hub, partition, from, atOnce, TestContext.Current.CancellationToken);
                if (some.Count == 0) break;
                all.AddRange(some);
                from = some[^1].Sequence + 1;
            }
        }

        return all;
    }

    public static string[] Segments(TempFolder folder) =>
        [.. Directory.GetFiles(folder["journal"], "*.journal").Order(StringComparer.Ordinal)];

    /// <summary>The file offset of an event in a journal of one segment.</summary>
    public static int OffsetOf(LoggedEvent logged) => (int)logged.Position;
}
