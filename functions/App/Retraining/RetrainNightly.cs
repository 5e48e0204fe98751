using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Retraining;

/// <summary>Every night: retrains, unless the last retraining still runs.</summary>
public sealed class RetrainNightly(RetrainingRuns runs)
{
    [Function(nameof(RetrainNightly))]
    public Task Run([TimerTrigger("0 30 2 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => runs.StartAsync(client, nameof(RetrainNightly), cancellation);
}
