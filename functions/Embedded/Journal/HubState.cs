namespace FraudFunctions.Embedded.Journal;

/// <summary>A hub as the journal knows it. The <c>Writer…</c> members belong to the writer, the rest to the index's lock.</summary>
internal sealed class HubState(int number, string name, long[] first)
{
    public int Number => number;
    public string Name => name;
    public PartitionState[] Partitions { get; } = [.. first.Select((sequence, partition) => new PartitionState(partition, sequence))];

    /// <summary>Called after each commit that brought this hub events, on the writer's thread.</summary>
    public Action? Appended { get; set; }

    /// <summary>Where the next event without a key goes.</summary>
    public uint WriterTurn { get; set; }
}

/// <summary>A partition: which sequences it holds, and in which blocks.</summary>
internal sealed class PartitionState(int partition, long first)
{
    public int Partition => partition;
    public long First { get; set; } = first;
    public long Next { get; set; } = first;

    /// <summary>In order, the first sequence of each block that holds events of this partition.</summary>
    public List<(long Sequence, Block Block)> Blocks { get; } = [];

    public long WriterNext { get; set; } = first;
    public Block? WriterBlock { get; set; }
    public bool WriterTouched { get; set; }
}
