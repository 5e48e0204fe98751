using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Embedded.Timers;

/// <summary>Runs one timer function by its schedule, never two at once. A run that was missed while the host was down is made up for once.</summary>
internal sealed class TimerLoop(FunctionEntry function, TimerStatusFile file, FunctionInvoker invoker, TimeProvider clock, ILogger log)
{
    // Timers cannot wait for more than some weeks, and clocks get adjusted: look again now and then.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly TimerTrigger trigger = (TimerTrigger)function.Trigger;
    private ScheduleStatus status = new();
    private bool monitored;

    public async Task RunAsync(Shutdown shutdown)
    {
        try
        {
            bool missed = await PrepareAsync();
            if (missed || trigger.RunOnStartup) await FireAsync(missed, shutdown);
            while (true)
            {
                for (TimeSpan wait; (wait = Utc(status.Next) - clock.GetUtcNow()) > TimeSpan.Zero;)
                    await shutdown.DelayAsync(wait < LongestWait ? wait : LongestWait);
                shutdown.Requested.ThrowIfCancellationRequested();
                await FireAsync(isPastDue: false, shutdown);
            }
        }
        catch (OperationCanceledException) when (shutdown.Requested.IsCancellationRequested)
        {
        }
    }

    /// <summary>Finds out when the timer is due, and whether it should have run while nobody was there.</summary>
    private async Task<bool> PrepareAsync()
    {
        DateTimeOffset now = clock.GetUtcNow();
        monitored = trigger.UseMonitor && !trigger.Schedule.IsSubMinute(now);
        ScheduleStatus? kept = monitored ? await file.ReadAsync() : null;
        DateTimeOffset reckonedFrom = kept is null ? now : Utc(kept.Last != default ? kept.Last : kept.LastUpdated);
        DateTimeOffset due = trigger.Schedule.After(reckonedFrom);
        if (kept is not null && Utc(kept.Next) == due)
        {
            status = kept;
            return due < now;
        }

        // New, or its schedule was changed: then nothing was missed.
        if (due < now) due = trigger.Schedule.After(reckonedFrom = now);
        status = new ScheduleStatus { Next = due.UtcDateTime, LastUpdated = reckonedFrom.UtcDateTime };
        if (monitored) await file.WriteAsync(status);
        return false;
    }

    private async Task FireAsync(bool isPastDue, Shutdown shutdown)
    {
        DateTimeOffset started = clock.GetUtcNow();
        if (!await TryAsync(isPastDue, shutdown)) return;
        status = new ScheduleStatus
        {
            Last = started.UtcDateTime,
            Next = trigger.Schedule.After(started).UtcDateTime,
            LastUpdated = started.UtcDateTime,
        };
        if (monitored) await file.WriteAsync(status);
    }

    /// <summary>False when the shut-down came first: then the run counts as missed and is made up for after the restart.</summary>
    private async Task<bool> TryAsync(bool isPastDue, Shutdown shutdown)
    {
        for (int retry = 1; ; retry++)
        {
            try
            {
                var input = new InvocationInput
                {
                    TriggerValue = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = monitored ? status : null },
                    Retry = retry == 1 ? null : new Attempt(retry - 1, function.Retry!.MaxRetryCount),
                };
                await invoker.InvokeAsync(function, input, shutdown.Abort);
                return true;
            }
            catch (Exception error)
            {
                if (shutdown.Requested.IsCancellationRequested)
                {
                    log.LogWarning(error, "Timer function {Function} was abandoned while stopping", function.Name);
                    return false;
                }

                if (function.Retry is not { } policy || !policy.Allows(retry))
                {
                    log.LogError(error, "Timer function {Function} failed; it runs again by its schedule", function.Name);
                    return true;
                }

                log.LogWarning(error, "Timer function {Function} failed; retry {Retry} in {After}", function.Name, retry, policy.Before(retry));
                await shutdown.DelayAsync(policy.Before(retry));
            }
        }
    }

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
