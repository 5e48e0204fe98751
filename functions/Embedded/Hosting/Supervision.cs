using FraudFunctions.Embedded.Invocations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FraudFunctions.Embedded.Hosting;

/// <summary>
/// Keeps the loops that call functions: stops the host when one of them fails, as going on without it would look like
/// success, and gives them their time at the end.
/// </summary>
internal sealed class Supervision(IHostApplicationLifetime lifetime, IOptions<HostOptions> host, TimeProvider clock, ILogger<Supervision> log) : IDisposable
{
    // Nothing new is begun from the moment the host is asked to stop, though HTTP may still have requests to finish.
    public Shutdown Shutdown { get; } = new(clock, lifetime.ApplicationStopping);
    public TimeProvider Clock => clock;

    public async Task RunAsync(string what, Func<Task> loop)
    {
        try
        {
            await Task.Run(loop);
        }
        catch (Exception error)
        {
            log.LogCritical(error, "The {Loop} cannot go on: the host stops", what);
            lifetime.StopApplication();
        }
    }

    public Task DrainAsync(Func<Task> running, CancellationToken hostGivesUp) => Shutdown.DrainAsync(running, host.Value.ShutdownTimeout, hostGivesUp);

    public void Dispose() => Shutdown.Dispose();
}
