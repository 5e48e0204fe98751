namespace FraudFunctions.Embedded.Journal;

/// <summary>
/// The most recently used blocks, up to a number of bytes: what was just written, and what was read back.
/// A leased block keeps its bytes until the lease ends; buffers go round instead of to the garbage collector.
/// </summary>
internal sealed class BlockCache(int maxBytes)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Block> used = new();
    private readonly Stack<byte[]> spare = new();
    private long bytesHeld;

    /// <summary>Gives a block that is being written its buffer, leased to the writer.</summary>
    public void Begin(Block block, int atLeast)
    {
        lock (gate)
        {
            Hold(block, Take(atLeast));
            block.Leases = 1;
        }
    }

    public async ValueTask<byte[]> LeaseAsync(Block block)
    {
        while (true)
        {
            Task loading;
            lock (gate)
            {
                if (block.Bytes is { } bytes)
                {
                    block.Leases++;
                    used.Remove(block.Place!);
                    used.AddFirst(block.Place!);
                    return bytes;
                }

                // Whoever comes first reads; the others wait for the same read.
                loading = block.Loading ??= Task.Run(() => Load(block));
            }

            await loading;
        }
    }

    public void Release(Block block)
    {
        lock (gate)
        {
            block.Leases--;
            Evict();
        }
    }

    private void Load(Block block)
    {
        byte[] bytes;
        lock (gate) bytes = Take(block.Length);
        try
        {
            ReadChecked(block, bytes);
        }
        catch
        {
            lock (gate)
            {
                GiveBack(bytes);
                block.Loading = null;
            }

            throw;
        }

        lock (gate)
        {
            Hold(block, bytes);
            block.Loading = null;
        }
    }

    private static void ReadChecked(Block block, byte[] bytes)
    {
        long offset = block.Position - block.Segment.Start;
        int read = 0;
        while (read < block.Length)
        {
            int more = RandomAccess.Read(block.Segment.Handle, bytes.AsSpan(read, block.Length - read), offset + read);
            if (more == 0) throw new EventLogCorruptException(block.Segment.Path, offset + read, "the file has become shorter");
            read += more;
        }

        for (int at = 0; at < block.Length;)
        {
            if (!JournalRecord.TryRead(bytes.AsSpan(at, block.Length - at), block.Position + at, out JournalRecord record))
                throw new EventLogCorruptException(block.Segment.Path, offset + at, "a record has changed since it was written");
            at += record.Length;
        }
    }

    private void Hold(Block block, byte[] bytes)
    {
        block.Bytes = bytes;
        block.Place = used.AddFirst(block);
        bytesHeld += bytes.Length;
        Evict();
    }

    private void Evict()
    {
        LinkedListNode<Block>? node = used.Last;
        while (bytesHeld > maxBytes && node is not null)
        {
            LinkedListNode<Block>? newer = node.Previous;
            // The newest stays in any case: somebody is about to lease it.
            if (node.Value.Leases == 0 && newer is not null)
            {
                used.Remove(node);
                bytesHeld -= node.Value.Bytes!.Length;
                GiveBack(node.Value.Bytes);
                node.Value.Bytes = null;
                node.Value.Place = null;
            }

            node = newer;
        }
    }

    private byte[] Take(int atLeast) =>
        atLeast > Block.Capacity ? GC.AllocateUninitializedArray<byte>(atLeast)
        : spare.TryPop(out byte[]? old) ? old
        : GC.AllocateUninitializedArray<byte>(Block.Capacity);

    private void GiveBack(byte[] bytes)
    {
        // A handful bridges the time between an eviction and the next block; more would only hide memory from the limit.
        if (bytes.Length == Block.Capacity && spare.Count < 8) spare.Push(bytes);
    }
}
