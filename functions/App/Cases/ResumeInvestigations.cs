using FraudFunctions.App.Stores;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Cases;

/// <summary>
/// Every five minutes: starts the investigation of open cases that have none, because the process died between opening and starting, and takes those
/// up again that have failed. A start too many finds it running.
/// </summary>
public sealed class ResumeInvestigations(IDocuments documents, TimeProvider clock)
{
    // Longer than a case is on its way when nothing is wrong.
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(2);

    [Function(nameof(ResumeInvestigations))]
    public async Task Run([TimerTrigger("30 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        DateTimeOffset before = clock.GetUtcNow() - patience;
        foreach (string inbox in new[] { CasesOptions.FraudInbox, CasesOptions.EscalationInbox, CasesOptions.AmlInbox, CasesOptions.ScreeningInbox })
        {
            await foreach (Case one in documents.ReadIndexAsync(CaseDocument.Container, RangeQuery.Prefix(CaseDocument.OpenPrefix(inbox)), cancellation).Select(document => Case.FromJson(document.Body)))
            {
                if (one.OpenedAt < before)
                    await ResumeAsync(client, one, cancellation);
            }
        }
    }

    private static async Task ResumeAsync(DurableTaskClient client, Case one, CancellationToken cancellation)
    {
        OrchestrationMetadata? instance = await client.GetInstanceAsync(new CaseRound(one.CustomerId, one.Number, one.Round).InstanceId, cancellation);
        if (instance is null or { RuntimeStatus: OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated })
            await OpenCase.StartAsync(client, one, cancellation);
    }
}
