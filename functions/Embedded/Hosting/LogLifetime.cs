using FraudFunctions.Embedded.Journal;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.Embedded.Hosting;

/// <summary>Opens the event log before anything else starts, and closes it when everything else has stopped.</summary>
internal sealed class LogLifetime(EventLog log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken) => await log.DisposeAsync();
}
