using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;
using FraudFunctions.Embedded.Journal;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Embedded.Streams;

/// <summary>What became of one attempt at a batch.</summary>
internal abstract record BatchOutcome
{
    /// <summary>Handled, or kept as a dead letter.</summary>
    public sealed record Done : BatchOutcome;

    public sealed record Retry(TimeSpan After) : BatchOutcome;

    /// <summary>Cut short by the shut-down: it comes again after the restart.</summary>
    public sealed record Abandoned : BatchOutcome;
}

/// <summary>Runs a function on a batch and decides what a failure means.</summary>
internal sealed class BatchRunner(FunctionInvoker invoker, DeadLetters deadLetters, EventLog log, ILogger<BatchRunner> logger)
{
    public async Task<BatchOutcome> TryAsync(FunctionEntry function, StreamBatch batch, Shutdown shutdown)
    {
        try
        {
            await invoker.InvokeAsync(function, InputOf(function, batch), shutdown.Abort);
            return new BatchOutcome.Done();
        }
        catch (Exception error)
        {
            // A log that takes no more events is no fault of this batch: stop everything instead.
            if (log.Fault is not null) throw;
            return await DecideAsync(function, batch, error, shutdown);
        }
    }

    private async Task<BatchOutcome> DecideAsync(FunctionEntry function, StreamBatch batch, Exception error, Shutdown shutdown)
    {
        if (shutdown.Requested.IsCancellationRequested)
        {
            logger.LogWarning(error, "Function {Function} abandoned events {First} to {Last} of {Hub}/{Partition} while stopping", function.Name, batch.Events[0].Sequence, batch.Events[^1].Sequence, batch.Hub, batch.Partition);
            return new BatchOutcome.Abandoned();
        }

        int retry = batch.Retries + 1;
        if (function.Retry is { } policy && policy.Allows(retry))
        {
            TimeSpan after = policy.Before(retry);
            logger.LogWarning(error, "Function {Function} failed on events {First} to {Last} of {Hub}/{Partition}; retry {Retry} in {After}", function.Name, batch.Events[0].Sequence, batch.Events[^1].Sequence, batch.Hub, batch.Partition, retry, after);
            return new BatchOutcome.Retry(after);
        }

        DeadLetter letter = await deadLetters.KeepAsync(function, batch, error);
        logger.LogError(error, "Function {Function} gave up on events {First} to {Last} of {Hub}/{Partition}; kept as dead letter {DeadLetter}", function.Name, batch.Events[0].Sequence, batch.Events[^1].Sequence, batch.Hub, batch.Partition, letter.Id);
        return new BatchOutcome.Done();
    }

    private static InvocationInput InputOf(FunctionEntry function, StreamBatch batch) => new()
    {
        TriggerValue = batch,
        BindingData = new StreamMetadata(batch, ((StreamTrigger)function.Trigger).Batched),
        Retry = batch.Retries == 0 ? null : new Attempt(batch.Retries, function.Retry!.MaxRetryCount),
    };
}
