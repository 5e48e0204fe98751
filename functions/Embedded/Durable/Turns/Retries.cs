using Microsoft.DurableTask;

namespace FraudFunctions.Embedded.Durable.Turns;

/// <summary>Tries a step again by a policy or a handler, with durable timers in between.</summary>
internal static class Retries
{
    public static Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskOptions? options, Func<Task<T>> attempt) => options?.Retry switch
    {
        null => attempt(),
        { Policy: { } policy } => ByPolicyAsync(context, policy, attempt),
        { Handler: { } handler } => ByHandlerAsync(context, handler, attempt),
        _ => attempt(),
    };

    /// <summary>Before the second attempt the first interval, before each further one the last times the coefficient.</summary>
    internal static TimeSpan Before(RetryPolicy policy, int attempt)
    {
        double ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, attempt - 2);
        return ticks < policy.MaxRetryInterval.Ticks ? TimeSpan.FromTicks((long)ticks)
            : policy.MaxRetryInterval > policy.FirstRetryInterval ? policy.MaxRetryInterval : policy.FirstRetryInterval;
    }

    private static async Task<T> ByPolicyAsync<T>(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<T>> attempt)
    {
        DateTime first = context.CurrentUtcDateTime;
        for (int number = 1; ; number++)
        {
            try
            {
                return await attempt();
            }
            catch (TaskFailedException failed) when (number < policy.MaxNumberOfAttempts && policy.Retries(failed.FailureDetails) && !IsOver(policy, context.CurrentUtcDateTime - first))
            {
            }

            await context.CreateTimer(Before(policy, number + 1), CancellationToken.None);
        }
    }

    private static async Task<T> ByHandlerAsync<T>(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<T>> attempt)
    {
        DateTime first = context.CurrentUtcDateTime;
        for (int number = 1; ; number++)
        {
            try
            {
                return await attempt();
            }
            catch (TaskFailedException failed)
            {
                var told = new RetryContext(context, number, failed.FailureDetails, context.CurrentUtcDateTime - first, CancellationToken.None);
                if (!await handler(told)) throw;
            }
        }
    }

    private static bool IsOver(RetryPolicy policy, TimeSpan passed) => policy.RetryTimeout != Timeout.InfiniteTimeSpan && passed >= policy.RetryTimeout;
}
