using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Hosting;
using FraudFunctions.Embedded.Invocations;
using FraudFunctions.Embedded.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Embedded.Timers;

/// <summary>Runs the timer functions from the host's start to its stop.</summary>
internal sealed class TimerLoops(FunctionCatalog catalog, FunctionInvoker invoker, EventLog eventLog, Supervision supervision, ILogger<TimerLoops> log) : IHostedService
{
    private Task running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        string folder = Path.Combine(eventLog.Folder, "timers");
        DurableFiles.CreateFolder(folder);
        running = Task.WhenAll(
            from timer in catalog.With<TimerTrigger>()
            let loop = new TimerLoop(timer.Function, new TimerStatusFile(folder, timer.Function.Name), invoker, supervision.Clock, log)
            select supervision.RunAsync($"timer function {timer.Function.Name}", () => loop.RunAsync(supervision.Shutdown)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => supervision.DrainAsync(() => running, cancellationToken);
}
