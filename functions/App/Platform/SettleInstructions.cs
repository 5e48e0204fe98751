using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Platform;

/// <summary>An instruction that was seen on its stream is out: it waits no longer.</summary>
public sealed class SettleInstructions(Instructions instructions)
{
    [Function(nameof(SettleInstructions))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public Task Run([EventHubTrigger(Topics.Instructions, ConsumerGroup = "settle", Connection = Topics.Connection)] string[] events, CancellationToken cancellation)
        => instructions.SettleAsync([.. events.Select(Instruction.FromJson)], cancellation);
}
