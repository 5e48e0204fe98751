namespace FraudFunctions.Embedded.Journal;

/// <summary>Picks the events of one partition out of a block.</summary>
internal static class BlockWalk
{
    /// <summary>Adds the events from a sequence on until there are <paramref name="max"/>; returns the bytes of their bodies.</summary>
    public static int Collect(ReadOnlySpan<byte> content, long position, HubState hub, int partition, long from, int max, List<LoggedEvent> events)
    {
        int bytes = 0, before = events.Count;
        for (int at = 0; at < content.Length && events.Count < max;)
        {
            JournalRecord record = JournalRecord.At(content[at..]);
            if (record.Kind == RecordKind.Event && record.Hub == hub.Number && record.Partition == partition && record.Sequence >= from)
            {
                bytes += record.Body.Length;
                events.Add(new LoggedEvent
                {
                    Hub = hub.Name,
                    Partition = partition,
                    Sequence = record.Sequence,
                    Position = position + at,
                    EnqueuedTime = record.EnqueuedTime,
                    PartitionKey = record.Key,
                    Body = record.Body.ToArray(),
                });
            }

            at += record.Length;
        }

        if (events.Count == before) throw new InvalidOperationException($"Event {from} of '{hub.Name}', partition {partition}, is not where the index says.");
        return bytes;
    }
}
