namespace FraudFunctions.Embedded.Journal;

/// <summary>A run of whole records within one segment: what is read, cached and checked at once.</summary>
internal sealed class Block(Segment segment, long position)
{
    /// <summary>One read of this size costs little more than one of a record, and a few hundred of them make a cache.</summary>
    public const int Capacity = 256 * 1024;

    public Segment Segment => segment;
    public long Position => position;

    /// <summary>Bytes that are on disk and that readers may see. Moved under the index's lock.</summary>
    public int Length { get; set; }

    /// <summary>Bytes encoded so far: the writer's own.</summary>
    public int Encoded { get; set; }

    /// <summary>The content while it is in memory. This and what follows belong to the <see cref="BlockCache"/>.</summary>
    public byte[]? Bytes { get; set; }
    public int Leases { get; set; }
    public Task? Loading { get; set; }
    public LinkedListNode<Block>? Place { get; set; }
}
