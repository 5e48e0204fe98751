using System.Threading.Channels;
using FraudFunctions.Embedded.Durable.Store;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Hosting;
using FraudFunctions.Embedded.Invocations;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Embedded.Durable.Running;

/// <summary>
/// Runs activities. An activity's row goes when its orchestration has taken note of the end; one that was cut off before
/// that runs again.
/// </summary>
internal sealed class Activities(FunctionCatalog catalog, FunctionInvoker invoker, HostJson hostJson, DataConverter converter, ILogger<Activities> log)
{
    private readonly Dictionary<string, FunctionEntry> byName =
        catalog.With<ActivityTrigger>().ToDictionary(one => one.Trigger.Name, one => one.Function, StringComparer.OrdinalIgnoreCase);
    private readonly Channel<ActivityRow> waiting = Channel.CreateUnbounded<ActivityRow>();

    public void Add(ActivityRow activity) => waiting.Writer.TryWrite(activity);

    /// <summary>Runs what there is, several at once, until the shut-down; then to the end of what runs.</summary>
    public Task RunAsync(Shutdown shutdown, Action<Message> deliver) =>
        Task.WhenAll(Enumerable.Range(0, hostJson.MaxConcurrentActivities).Select(_ => Task.Run(() => WorkAsync(shutdown, deliver))));

    private async Task WorkAsync(Shutdown shutdown, Action<Message> deliver)
    {
        try
        {
            while (!shutdown.Requested.IsCancellationRequested)
            {
                ActivityRow activity = await waiting.Reader.ReadAsync(shutdown.Requested);
                if (await EndOf(activity, shutdown) is { } end)
                    deliver(new Message(activity.Instance, end with { Step = activity.Step }) { Key = activity.Key, Execution = activity.Execution });
            }
        }
        catch (OperationCanceledException) when (shutdown.Requested.IsCancellationRequested)
        {
        }
    }

    /// <summary>What came of it; nothing when it was cut short by the shut-down, and is to run again.</summary>
    private async Task<Happening?> EndOf(ActivityRow activity, Shutdown shutdown)
    {
        try
        {
            if (!byName.TryGetValue(activity.Name, out FunctionEntry? function))
                throw new InvalidOperationException($"There is no activity '{activity.Name}'.");
            var input = new InvocationInput
            {
                TriggerValue = new ActivityInput(activity.Input, converter),
                BindingData = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = activity.Instance },
            };
            object? result = await invoker.InvokeAsync(function, input, shutdown.Abort);
            return new Happening(What.ActivityCompleted) { Text = converter.Serialize(result) };
        }
        catch (Exception error)
        {
            if (shutdown.Abort.IsCancellationRequested) return null;
            log.LogWarning(error, "Activity {Activity} of orchestration {Instance} failed", activity.Name, activity.Instance);
            return new Happening(What.ActivityFailed) { Failure = TaskFailureDetails.FromException(error) };
        }
    }
}
