using System.Text;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Labels;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Cases;

/// <summary>The labels that cases hand out, noted in the commit that closes them until the ledger has them.</summary>
public sealed class CaseLabels(IDocuments documents) : LabelOutbox(documents, CaseDocument.Container);

/// <summary>
/// Every ten seconds: sends what closed cases teach to the stream of labels, again and again until the ledger has it. A label too many does no harm.
/// </summary>
public sealed class SendCaseLabels(CaseLabels labels)
{
    [Function(nameof(SendCaseLabels))]
    [EventHubOutput(Topics.Labels, Connection = Topics.Connection)]
    public async Task<string[]> Run([TimerTrigger("*/10 * * * * *")] TimerInfo timer, CancellationToken cancellation)
        => [.. (await labels.DueAsync(cancellation)).Select(label => Encoding.UTF8.GetString(LabelReader.ToJson(label)))];
}
