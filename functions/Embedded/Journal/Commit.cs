namespace FraudFunctions.Embedded.Journal;

/// <summary>Encodes events into blocks and brings them to disk together. Used by the writer's thread alone.</summary>
internal sealed class Commit(EventLogOptions options, Recovery recovered, BlockCache cache, TimeProvider clock)
{
    private readonly JournalIndex index = recovered.Index;
    private readonly Dictionary<string, HubState> hubs = recovered.Index.Hubs.ToDictionary(hub => hub.Name, StringComparer.OrdinalIgnoreCase);
    private readonly List<HubState> newHubs = [];
    private readonly List<Block> blocks = [];
    private readonly List<(PartitionState, long, Block)> entries = [];
    private readonly List<PartitionState> touched = [];
    private readonly HashSet<HubState> touchedHubs = [];
    private Segment segment = recovered.Last;
    private DateTimeOffset lastEnqueued = recovered.LastEnqueued;
    private Block? current;

    /// <summary>Bytes encoded since the last flush.</summary>
    public int Bytes { get; private set; }

    /// <summary>Called when a segment was finished and a new one begun.</summary>
    public Action? Rolled { get; set; }

    public HubState Declare(string name)
    {
        if (hubs.TryGetValue(name, out HubState? hub)) return hub;
        hub = new HubState(hubs.Count, name, new long[options.Partitions]);
        int length = JournalRecord.LengthOf(name, hub.Partitions.Length * sizeof(long));
        (Memory<byte> target, long position) = Reserve(length);
        JournalRecord.WriteHub(target.Span, position, hub.Number, name, new long[hub.Partitions.Length]);
        hubs.Add(name, hub);
        newHubs.Add(hub);
        return hub;
    }

    public EventPosition Add(HubState hub, NewEvent added)
    {
        PartitionState partition = hub.Partitions[added.PartitionKey is { } key
            ? PartitionHash.Of(key, hub.Partitions.Length)
            : (int)(hub.WriterTurn++ % (uint)hub.Partitions.Length)];

        if (touched.Count == 0) StampTime();
        (Memory<byte> target, long position) = Reserve(JournalRecord.LengthOf(added.PartitionKey, added.Body.Length));
        long sequence = partition.WriterNext++;
        JournalRecord.WriteEvent(target.Span, position, hub.Number, partition.Partition, sequence, lastEnqueued, added.PartitionKey, added.Body.Span);

        if (partition.WriterBlock != current)
        {
            partition.WriterBlock = current;
            entries.Add((partition, sequence, current!));
        }

        if (!partition.WriterTouched)
        {
            partition.WriterTouched = true;
            touched.Add(partition);
            touchedHubs.Add(hub);
        }

        return new(partition.Partition, sequence);
    }

    /// <summary>Writes, fsyncs and shows readers what is new.</summary>
    public void Flush()
    {
        if (Bytes == 0) return;
        RandomAccess.Write(segment.Handle, [.. blocks.Select(block => (ReadOnlyMemory<byte>)block.Bytes.AsMemory(block.Length, block.Encoded - block.Length))], segment.Length);
        RandomAccess.FlushToDisk(segment.Handle);
        segment.Length += Bytes;
        Bytes = 0;

        index.Publish(newHubs, blocks, entries, touched);
        foreach (Block block in blocks)
        {
            if (block != current) cache.Release(block);
        }

        foreach (PartitionState partition in touched) partition.WriterTouched = false;
        foreach (HubState hub in touchedHubs) hub.Appended?.Invoke();
        newHubs.Clear();
        blocks.Clear();
        entries.Clear();
        touched.Clear();
        touchedHubs.Clear();
    }

    /// <summary>Begins a new segment when this one is full.</summary>
    public void Roll()
    {
        if (segment.Length < options.SegmentBytes) return;
        if (current is not null) cache.Release(current);
        current = null;
        StampTime();
        segment = Segment.Create(recovered.Folder, segment.End, lastEnqueued,
            hubs.Values.Select(hub => (hub.Number, hub.Name, hub.Partitions.Select(partition => partition.WriterNext).ToArray())));
        index.Add(segment);
        Rolled?.Invoke();
    }

    /// <summary>Enqueued times never run backwards, whatever the system's clock does.</summary>
    private void StampTime()
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now > lastEnqueued) lastEnqueued = now;
    }

    private (Memory<byte> Target, long Position) Reserve(int length)
    {
        long position = segment.End + Bytes;
        if (current is null || current.Encoded + length > current.Bytes!.Length)
        {
            // A block that this commit did not touch is finished; one that it did is released after the flush.
            if (current is not null && !blocks.Contains(current)) cache.Release(current);
            current = new Block(segment, position);
            cache.Begin(current, length);
        }

        if (blocks.Count == 0 || blocks[^1] != current) blocks.Add(current);
        Memory<byte> target = current.Bytes.AsMemory(current.Encoded, length);
        current.Encoded += length;
        Bytes += length;
        return (target, position);
    }
}
