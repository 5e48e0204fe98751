namespace FraudFunctions.Embedded.Journal;

/// <summary>What of the journal readers may see: only what is on disk for good.</summary>
internal sealed class JournalIndex
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, HubState> hubs = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Segment> segments = [];
    private long published;

    /// <summary>How many events have been published since the log was opened.</summary>
    public long Published => Interlocked.Read(ref published);

    public IReadOnlyList<HubState> Hubs
    {
        get { lock (gate) return [.. hubs.Values.OrderBy(hub => hub.Number)]; }
    }

    public IReadOnlyList<Segment> Segments
    {
        get { lock (gate) return [.. segments]; }
    }

    public HubState? Find(string hub)
    {
        lock (gate) return hubs.GetValueOrDefault(hub);
    }

    public void Add(HubState hub)
    {
        lock (gate) hubs.Add(hub.Name, hub);
    }

    public void Add(Segment segment)
    {
        lock (gate) segments.Add(segment);
    }

    public PartitionRange Range(PartitionState partition)
    {
        lock (gate) return new(partition.First, partition.Next);
    }

    /// <summary>The block that holds a sequence and how much of it may be read; null where there is no such event yet.</summary>
    public (Block Block, int Length)? Locate(PartitionState partition, long sequence)
    {
        lock (gate)
        {
            if (sequence < partition.First || sequence >= partition.Next) return null;
            List<(long Sequence, Block Block)> blocks = partition.Blocks;
            int low = 0, high = blocks.Count - 1;
            while (low < high)
            {
                int middle = (low + high + 1) / 2;
                if (blocks[middle].Sequence <= sequence) low = middle;
                else high = middle - 1;
            }

            return (blocks[low].Block, blocks[low].Block.Length);
        }
    }

    /// <summary>Shows readers what a commit has made durable. The callers' signals go out after the lock.</summary>
    public void Publish(
        IReadOnlyList<HubState> newHubs, IReadOnlyList<Block> written,
        IReadOnlyList<(PartitionState Partition, long Sequence, Block Block)> entries, IReadOnlyList<PartitionState> touched)
    {
        lock (gate)
        {
            foreach (HubState hub in newHubs) hubs.Add(hub.Name, hub);
            foreach (Block block in written) block.Length = block.Encoded;
            foreach ((PartitionState partition, long sequence, Block block) in entries) partition.Blocks.Add((sequence, block));
            foreach (PartitionState partition in touched)
            {
                published += partition.WriterNext - partition.Next;
                partition.Next = partition.WriterNext;
            }
        }
    }

    /// <summary>Takes the oldest segment out, if the next one starts where <paramref name="mayGo"/> is content with.</summary>
    public Segment? RemoveOldest(Func<Segment, bool> mayGo)
    {
        lock (gate)
        {
            if (segments.Count < 2 || !mayGo(segments[1])) return null;
            Segment oldest = segments[0];
            Dictionary<int, long[]> kept = segments[1].FirstSequences;
            segments.RemoveAt(0);
            foreach (HubState hub in hubs.Values)
            {
                foreach (PartitionState partition in hub.Partitions)
                {
                    partition.Blocks.RemoveRange(0, partition.Blocks.Count(entry => entry.Block.Segment == oldest));
                    if (kept.TryGetValue(hub.Number, out long[]? first)) partition.First = first[partition.Partition];
                }
            }

            return oldest;
        }
    }
}
