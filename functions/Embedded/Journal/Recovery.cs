using Microsoft.Extensions.Logging;

namespace FraudFunctions.Embedded.Journal;

/// <summary>Reads the journal that an earlier process left behind into an index, and mends its end.</summary>
internal sealed class Recovery(string folder, bool readOnly, ILogger log)
{
    private readonly Dictionary<int, HubState> hubs = [];
    private Block? block;

    public string Folder => folder;
    public JournalIndex Index { get; } = new();

    /// <summary>The segment to go on in.</summary>
    public Segment Last { get; private set; } = null!;

    /// <summary>The newest enqueued time in the journal: the next one may not lie before it.</summary>
    public DateTimeOffset LastEnqueued { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Reads what there is; begins a first segment where there is nothing.</summary>
    public void Run(DateTimeOffset now)
    {
        if (readOnly && !Directory.Exists(folder)) return;
        if (!readOnly) DeleteUnfinished();

        string[] paths = [.. Directory.GetFiles(folder, "*" + Segment.Suffix).Order(StringComparer.Ordinal)];
        Segment? previous = null;
        try
        {
            foreach (string path in paths)
            {
                Segment segment = Segment.Open(path);
                Index.Add(segment);
                if (previous is not null && segment.Start != previous.End)
                    throw new EventLogCorruptException(previous.Path, previous.Length, $"the journal goes on at position {segment.Start}, but this segment ends at {previous.End}");
                Read(segment, last: path == paths[^1]);
                previous = segment;
            }
        }
        catch
        {
            foreach (Segment opened in Index.Segments) opened.Dispose();
            throw;
        }

        if (readOnly) return;
        Last = previous ?? Segment.Create(folder, 0, now, []);
        if (previous is null) Index.Add(Last);
    }

    /// <summary>A file that was being made when the process died was never part of the journal.</summary>
    private void DeleteUnfinished()
    {
        foreach (string unfinished in Directory.GetFiles(folder, "*" + Segment.Suffix + DurableFiles.FreshSuffix)) File.Delete(unfinished);
    }

    private void Read(Segment segment, bool last)
    {
        block = null;
        long end = JournalScan.Records(segment, (record, position) => Take(segment, record, position));
        if (end == segment.Length) return;

        if (!last) throw new EventLogCorruptException(segment.Path, end, "the record that starts here is damaged");
        if (JournalScan.ValidRecordAfter(segment, end) is { } next)
            throw new EventLogCorruptException(segment.Path, end, $"the record that starts here is damaged, and valid ones follow from byte {next}");

        if (readOnly) return;
        log.LogWarning("Cut {Bytes} bytes of an unfinished write off the end of {Segment} at byte {Offset}", segment.Length - end, segment.Path, end);
        segment.Truncate(end);
    }

    private void Take(Segment segment, JournalRecord record, long position)
    {
        if (block is null || block.Length + record.Length > Block.Capacity) block = new Block(segment, position);
        block.Length += record.Length;
        switch (record.Kind)
        {
            case RecordKind.Hub: TakeHub(segment, record, position); break;
            case RecordKind.Event: TakeEvent(segment, record, position); break;
            default: throw Corrupt(segment, position, $"a record of kind {(int)record.Kind} is not known here");
        }
    }

    private void TakeHub(Segment segment, JournalRecord record, long position)
    {
        long[] next = record.NextSequences();
        segment.FirstSequences[record.Hub] = next;
        if (!hubs.TryGetValue(record.Hub, out HubState? hub))
        {
            hubs[record.Hub] = hub = new HubState(record.Hub, record.Key!, next);
            Index.Add(hub);
        }
        else if (!hub.Partitions.Select(partition => partition.Next).SequenceEqual(next))
        {
            throw Corrupt(segment, position, $"events of '{hub.Name}' are missing before this segment");
        }
    }

    private void TakeEvent(Segment segment, JournalRecord record, long position)
    {
        if (!hubs.TryGetValue(record.Hub, out HubState? hub) || record.Partition >= hub.Partitions.Length)
            throw Corrupt(segment, position, "an event belongs to a hub or partition that was never declared");
        PartitionState partition = hub.Partitions[record.Partition];
        if (record.Sequence != partition.Next)
            throw Corrupt(segment, position, $"event {record.Sequence} of '{hub.Name}', partition {partition.Partition}, stands where {partition.Next} was due");

        if (partition.WriterBlock != block) partition.Blocks.Add((record.Sequence, block!));
        partition.WriterBlock = block;
        partition.Next = partition.WriterNext = record.Sequence + 1;
        if (record.EnqueuedTime > LastEnqueued) LastEnqueued = record.EnqueuedTime;
    }

    private static EventLogCorruptException Corrupt(Segment segment, long position, string reason) =>
        new(segment.Path, position - segment.Start, reason);
}
