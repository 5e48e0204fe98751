using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Embedded.Streams;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.Embedded;

/// <summary>The running app seen from the same process: what it runs, how far it is, and when it is done.</summary>
public sealed class EmbeddedRuntime
{
    private readonly EventLog log;
    private readonly FunctionCatalog catalog;
    private readonly StreamPumps pumps;
    private readonly IServer server;
    private readonly IHostApplicationLifetime lifetime;
    private readonly TimeProvider clock;

    internal EmbeddedRuntime(EventLog log, FunctionCatalog catalog, StreamPumps pumps, IServer server, IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        this.log = log;
        this.catalog = catalog;
        this.pumps = pumps;
        this.server = server;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /// <summary>Where HTTP is served, with the port that was really taken; null before the start and without HTTP.</summary>
    public Uri? Address => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address ? new Uri(address) : null;

    public IReadOnlyList<FunctionFacts> Functions { get => [.. catalog.Functions.Select(Describe)]; }

    /// <summary>Every partition of every hub, once per consumer group.</summary>
    public async Task<IReadOnlyList<StreamFacts>> StreamsAsync(CancellationToken cancellation = default)
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

    /// <summary>
    /// Waits until every function has handled everything that is in its hub, and everything that came of it. Fails when
    /// the host stops first.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellation = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
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
            OldestAgeSeconds = oldest is null ? null : (clock.GetUtcNow() - oldest.EnqueuedTime).TotalSeconds,
        };
    }

    private static FunctionFacts Describe(FunctionEntry function) => function.Trigger.Describe(
        new FunctionFacts(function.Name, function.Trigger.Type) { Outputs = [.. function.Outputs.Streams.Select(stream => stream.Hub)] });

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
