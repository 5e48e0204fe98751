using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FraudFunctions.Cli.Benches;

/// <summary>The orchestrations that are measured.</summary>
public sealed class DurableBenchFunctions(Lateness lateness)
{
    [Function(nameof(FiveSteps))]
    public static async Task<int> FiveSteps([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        int sum = context.GetInput<int>();
        for (int step = 0; step < 5; step++)
            sum = await context.CallActivityAsync<int>(nameof(AddOne), sum);
        return sum;
    }

    [Function(nameof(AddOne))]
    public static int AddOne([ActivityTrigger] int number) => number + 1;

    [Function(nameof(WaitUntil))]
    public async Task WaitUntil([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        DateTime due = context.GetInput<DateTime>();
        Task timer = context.CreateTimer(due, CancellationToken.None);
        if (!context.IsReplaying)
            lateness.Wait();
        await timer;
        if (!context.IsReplaying)
            lateness.Resumed.Add((TimeProvider.System.GetUtcNow().UtcDateTime - due).TotalMilliseconds);
    }
}
