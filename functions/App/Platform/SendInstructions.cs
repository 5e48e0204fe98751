using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Platform;

/// <summary>Every ten seconds: sends the instructions that wait in the outbox. One too many does no harm, its id is the same.</summary>
public sealed class SendInstructions(Instructions instructions, TimeProvider clock)
{
    [Function(nameof(SendInstructions))]
    [EventHubOutput(Topics.Instructions, Connection = Topics.Connection)]
    public async Task<string[]> Run([TimerTrigger("*/10 * * * * *")] TimerInfo timer, CancellationToken cancellation)
        => [.. (await instructions.TakeDueAsync(clock.GetUtcNow(), cancellation)).Select(instruction => instruction.ToJson())];
}
