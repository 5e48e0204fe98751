using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FraudFunctions.App.Challenges;

/// <summary>
/// A challenge from the question to its end: asks, waits for the answer or the end of the time, and concludes. Answers change the challenge itself;
/// the orchestration is told, and looks. No code ever comes by here.
/// </summary>
public static class StepUp
{
    /// <summary>Raised when an answer has ended the challenge.</summary>
    public const string Answered = "Answered";

    /// <summary>
    /// Behind the steps is a store that may be away for a while, or for a night: the first repetition soon, all others within minutes, and no last
    /// one. A customer who has given the code gets the payment released, however late.
    /// </summary>
    internal static readonly RetryPolicy Patience = new(int.MaxValue, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(10));

    private static readonly TaskOptions patient = TaskOptions.FromRetryPolicy(Patience);

    public static string InstanceOf(string decisionId) => $"stepup~{decisionId}";

    [Function(nameof(StepUp))]
    public static async Task<ChallengeState> Run([OrchestrationTrigger] TaskOrchestrationContext context, string decisionId)
    {
        context.SetCustomStatus("asking the customer");
        Asked asked = await context.CallActivityAsync<Asked>(nameof(AskCustomer), decisionId, patient);
        for (ChallengeState state = asked.State; ;)
        {
            if (state == ChallengeState.Open)
            {
                context.SetCustomStatus("waiting for the customer");
                try
                {
                    await context.WaitForExternalEvent<string>(Answered, TimeUntil(context, asked.ExpiresAt));
                }
                catch (TaskCanceledException)
                {
                    // No answer: whether the time is over is for the challenge to say.
                }
            }
            context.SetCustomStatus("concluding");
            state = await context.CallActivityAsync<ChallengeState>(nameof(ConcludeChallenge), decisionId, patient);
            if (state != ChallengeState.Open)
            {
                context.SetCustomStatus(null);
                return state;
            }
        }
    }

    private static TimeSpan TimeUntil(TaskOrchestrationContext context, DateTimeOffset time)
    {
        TimeSpan left = time - context.CurrentUtcDateTime;
        return left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1);
    }
}

/// <summary>How a challenge stands after it was asked, and until when it waits.</summary>
public sealed record Asked(ChallengeState State, DateTimeOffset ExpiresAt);
