using System.Text;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Labels;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Challenges;

/// <summary>The labels that challenges hand out, noted in the commit that concludes them until the ledger has them.</summary>
public sealed class ChallengeLabels(IDocuments documents) : LabelOutbox(documents, ChallengeDocument.Container);

/// <summary>Every ten seconds: sends what customers answered to the stream of labels, again and again until the ledger has it.</summary>
public sealed class SendChallengeLabels(ChallengeLabels labels)
{
    [Function(nameof(SendChallengeLabels))]
    [EventHubOutput(Topics.Labels, Connection = Topics.Connection)]
    public async Task<string[]> Run([TimerTrigger("*/10 * * * * *")] TimerInfo timer, CancellationToken cancellation)
        => [.. (await labels.DueAsync(cancellation)).Select(label => Encoding.UTF8.GetString(LabelReader.ToJson(label)))];
}
