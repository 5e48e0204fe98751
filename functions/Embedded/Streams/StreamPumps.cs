using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Hosting;
using FraudFunctions.Embedded.Journal;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.Embedded.Streams;

/// <summary>Runs the functions that read hubs, from the host's start to its stop.</summary>
internal sealed class StreamPumps(FunctionCatalog catalog, EventLog log, BatchRunner runner, StreamLimits limits, Supervision supervision) : IHostedService
{
    private readonly List<StreamPump> pumps = [];
    private TaskCompletionSource progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;

    public IReadOnlyList<StreamPump> Pumps => pumps;

    /// <summary>Completes when some group has made progress after this was asked for.</summary>
    public Task Progress => Volatile.Read(ref progress).Task;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach ((FunctionEntry function, StreamTrigger trigger) in catalog.With<StreamTrigger>())
        {
            int partitions = await log.EnsureHubAsync(trigger.Hub);
            log.Checkpoints.Register(trigger.Hub, trigger.Group);
            var feeds = Enumerable.Range(0, partitions).Select(partition => new PartitionFeed(log, trigger, partition, limits)).ToList();
            var pump = new StreamPump(function, feeds, runner, limits) { Progressed = Announce };
            log.OnAppended(trigger.Hub, pump.Wake);
            pumps.Add(pump);
        }

        running = Task.WhenAll(pumps.Select(pump => supervision.RunAsync($"stream function {pump.Function.Name}", () => pump.RunAsync(supervision.Shutdown))));
    }

    public Task StopAsync(CancellationToken cancellationToken) => supervision.DrainAsync(
        async () =>
        {
            await running;
            await Task.WhenAll(pumps.Select(pump => pump.RunningAsync()));
        },
        cancellationToken);

    private void Announce() => Interlocked.Exchange(ref progress, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
