namespace FraudFunctions.Embedded.Durable.Running;

/// <summary>Says when nobody is inside.</summary>
internal sealed class IdleSignal
{
    private readonly Lock gate = new();
    private TaskCompletionSource? reached;
    private int inside;

    public Task Reached
    {
        get
        {
            lock (gate)
            {
                if (inside == 0) return Task.CompletedTask;
                reached ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return reached.Task;
            }
        }
    }

    public void Enter()
    {
        lock (gate) inside++;
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--inside > 0) return;
            reached?.SetResult();
            reached = null;
        }
    }
}
