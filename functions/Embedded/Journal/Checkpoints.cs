using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Embedded.Journal;

/// <summary>How far a consumer group has come in a hub: by partition, the sequence it takes next.</summary>
public sealed record GroupProgress(string Hub, string Group, IReadOnlyList<long> Next);

/// <summary>
/// The durable progress of all consumer groups. In memory it is exact; the file follows within a moment and at the
/// close, so after a crash a group may see events again, but never misses one.
/// </summary>
public sealed class Checkpoints
{
    // Often enough that a crash repeats a moment's work, seldom enough that the journal keeps the disk.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string path;
    private readonly JournalIndex index;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly Lock writing = new();
    // Hubs and groups are found whatever their case, as in Event Hubs.
    private readonly Dictionary<string, GroupProgress> groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly Channel<bool> changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly List<string> lost = [];
    private bool closed;

    internal Checkpoints(string path, JournalIndex index, TimeProvider clock, ILogger log)
    {
        this.path = path;
        this.index = index;
        this.clock = clock;
        if (!File.Exists(path)) return;
        foreach (GroupProgress group in JsonFile.Read<GroupProgress[]>(path, JsonSerializerOptions.Web))
        {
            if (index.Find(group.Hub) is { } hub) groups[KeyOf(group.Hub, group.Group)] = Within(hub, group, log);
            else if (group.Next.Any(next => next > 0)) lost.Add($"{group.Group} had passed events of '{group.Hub}', which the journal does not hold");
        }
    }

    /// <summary>Where a group had come further than the journal reaches now: events that were handled and are gone.</summary>
    public IReadOnlyList<string> Lost => lost;

    internal bool ReadOnly { get; init; }

    public IReadOnlyList<GroupProgress> Groups
    {
        get { lock (gate) return [.. groups.Values.Select(group => group with { Next = [.. group.Next] })]; }
    }

    /// <summary>Makes a group known. A new one starts with the oldest event there is.</summary>
    public void Register(string hub, string group)
    {
        HubState state = Hub(hub);
        long[] first = [.. state.Partitions.Select(partition => index.Range(partition).First)];
        lock (gate)
        {
            if (!groups.TryAdd(KeyOf(hub, group), new(state.Name, group, first))) return;
        }

        changed.Writer.TryWrite(true);
    }

    /// <summary>Removes a group that nobody reads any more, so that it holds no segments back.</summary>
    public bool Forget(string hub, string group)
    {
        lock (gate)
        {
            if (!groups.Remove(KeyOf(hub, group))) return false;
        }

        changed.Writer.TryWrite(true);
        return true;
    }

    /// <summary>The sequence a group takes next in a partition.</summary>
    public long Next(string hub, string group, int partition)
    {
        lock (gate) return groups[KeyOf(hub, group)].Next[partition];
    }

    /// <summary>Says that a group is done with everything before <paramref name="next"/>.</summary>
    public void Advance(string hub, string group, int partition, long next)
    {
        long end = index.Range(Hub(hub).Partitions[partition]).Next;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(next, end);
        lock (gate)
        {
            long[] progress = (long[])groups[KeyOf(hub, group)].Next;
            ArgumentOutOfRangeException.ThrowIfLessThan(next, progress[partition]);
            progress[partition] = next;
        }

        changed.Writer.TryWrite(true);
    }

    /// <summary>Whether every group is done with everything before a segment's beginning.</summary>
    internal bool AllPast(Segment segment)
    {
        foreach (GroupProgress group in Groups)
        {
            if (index.Find(group.Hub) is not { } hub || !segment.FirstSequences.TryGetValue(hub.Number, out long[]? first)) continue;
            if (group.Next.Where((next, partition) => next < first[partition]).Any()) return false;
        }

        return true;
    }

    /// <summary>Brings the file up to date for the last time: from now on the folder may belong to somebody else.</summary>
    internal void Close()
    {
        Write();
        lock (writing) closed = true;
    }

    /// <summary>Keeps the file up to date until told to stop.</summary>
    internal async Task KeepAsync(CancellationToken stop)
    {
        while (await changed.Reader.WaitToReadAsync(stop))
        {
            changed.Reader.TryRead(out _);
            Write();
            await Task.Delay(Pause, clock, stop);
        }
    }

    private HubState Hub(string hub) =>
        index.Find(hub) ?? throw new ArgumentException($"There is no hub '{hub}'.", nameof(hub));

    private void Write()
    {
        lock (writing)
        {
            if (!closed && !ReadOnly) DurableFiles.Replace(path, JsonSerializer.SerializeToUtf8Bytes(Groups, JsonSerializerOptions.Web));
        }
    }

    /// <summary>A journal that was put aside behind the checkpoints' back counts from 0 again: repeating events is better than skipping them.</summary>
    private GroupProgress Within(HubState hub, GroupProgress group, ILogger log)
    {
        long[] next = [.. hub.Partitions.Select(partition =>
        {
            PartitionRange range = index.Range(partition);
            long recorded = group.Next.ElementAtOrDefault(partition.Partition);
            if (recorded <= range.Next) return Math.Max(recorded, range.First);
            lost.Add($"{group.Group} had come to event {recorded} of {hub.Name}/{partition.Partition}, and the journal ends at {range.Next}");
            log.LogWarning("Group {Group} of {Hub}, partition {Partition}, had come to {Recorded}, but the journal ends at {End}: it starts over", group.Group, hub.Name, partition.Partition, recorded, range.Next);
            return range.First;
        })];
        return new(hub.Name, group.Group, next);
    }

    private static string KeyOf(string hub, string group) => $"{hub}/{group}";
}
