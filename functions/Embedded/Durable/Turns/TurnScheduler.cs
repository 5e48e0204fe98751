namespace FraudFunctions.Embedded.Durable.Turns;

/// <summary>
/// Runs an orchestrator's code: on one thread, in the order in which things become ready, and only during a turn. What
/// comes from elsewhere, such as the end of a Task.Delay, is not run but noted: at a replay it would come differently.
/// </summary>
internal sealed class TurnScheduler(Action strayed) : TaskScheduler
{
    private readonly Queue<Task> ready = [];
    private int thread;
    private int strays;

    /// <summary>Whether the caller is the orchestrator's code in its turn.</summary>
    public bool IsTurn => Volatile.Read(ref thread) == Environment.CurrentManagedThreadId;

    /// <summary>Whether something came from elsewhere.</summary>
    public bool HasStrayed => Volatile.Read(ref strays) > 0;

    /// <summary>Does something that makes the orchestrator's code ready, then runs that until all of it waits.</summary>
    public void Run(Action cause)
    {
        Volatile.Write(ref thread, Environment.CurrentManagedThreadId);
        try
        {
            cause();
            while (ready.TryDequeue(out Task? next)) TryExecuteTask(next);
        }
        finally
        {
            Volatile.Write(ref thread, 0);
        }
    }

    public void Stray()
    {
        if (Interlocked.Increment(ref strays) == 1) strayed();
    }

    protected override void QueueTask(Task task)
    {
        if (IsTurn) ready.Enqueue(task);
        else Stray();
    }

    // Always by the queue: whether code may run at once would depend on who completes what.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => ready;
}
