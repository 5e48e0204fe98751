using FraudFunctions.Embedded.Hosting;
using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Embedded.Streams;

/// <summary>How far the consumer groups are.</summary>
internal sealed class StreamStatus(EventLog log, StreamPumps pumps, Supervision supervision)
{
    public async Task<IReadOnlyList<StreamFacts>> ReadAsync(CancellationToken cancellation)
    {
        ILookup<string, GroupProgress> groups = log.Checkpoints.Groups.ToLookup(group => group.Hub, StringComparer.OrdinalIgnoreCase);
        var facts = new List<StreamFacts>();
        foreach (string hub in log.Hubs)
        {
            IReadOnlyList<PartitionRange> ranges = log.Ranges(hub);
            for (int partition = 0; partition < ranges.Count; partition++)
            {
                var bare = new StreamFacts(hub, partition) { FirstSequence = ranges[partition].First, LastSequence = ranges[partition].Next - 1 };
                if (!groups.Contains(hub)) facts.Add(bare);
                foreach (GroupProgress group in groups[hub].OrderBy(group => group.Group, StringComparer.Ordinal))
                    facts.Add(await WithGroupAsync(bare, group, cancellation));
            }
        }

        return facts;
    }

    public async Task DrainAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, supervision.Shutdown.Requested);
        while (true)
        {
            either.Token.ThrowIfCancellationRequested();
            Task progress = pumps.Progress;
            long appended = log.Appended;
            if (!pumps.Pumps.All(pump => pump.IsCaughtUp)) await progress.WaitAsync(either.Token);
            // The groups were looked at one after the other: only if nothing came in between was it one moment.
            else if (log.Appended == appended) return;
        }
    }

    private async Task<StreamFacts> WithGroupAsync(StreamFacts bare, GroupProgress group, CancellationToken cancellation)
    {
        long checkpoint = group.Next[bare.Partition];
        LoggedEvent? oldest = (await log.ReadAsync(bare.Hub, bare.Partition, checkpoint, 1, cancellation)).FirstOrDefault();
        return bare with
        {
            Group = group.Group,
            Function = pumps.Pumps.FirstOrDefault(pump => Is(pump.Trigger.Hub, bare.Hub) && Is(pump.Trigger.Group, group.Group))?.Function.Name,
            Checkpoint = checkpoint,
            Backlog = Math.Max(0, bare.LastSequence + 1 - checkpoint),
            OldestAgeSeconds = oldest is null ? null : (supervision.Clock.GetUtcNow() - oldest.EnqueuedTime).TotalSeconds,
        };
    }

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
