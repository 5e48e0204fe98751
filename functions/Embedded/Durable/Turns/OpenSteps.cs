using FraudFunctions.Embedded.Durable.Store;

namespace FraudFunctions.Embedded.Durable.Turns;

/// <summary>What an orchestrator has begun and not seen the end of, and the events it has not asked for yet.</summary>
internal sealed class OpenSteps
{
    private readonly Dictionary<int, OpenStep> steps = [];
    private readonly List<EventWait> waits = [];
    private readonly List<Happening> early = [];

    /// <summary>Events that nobody has asked for, in the order of their coming.</summary>
    public IReadOnlyList<Happening> Early => early;

    public bool None => steps.Count == 0 && waits.Count == 0;

    /// <summary>Whether something will come by itself soon: an activity's or a sub-orchestration's end.</summary>
    public bool AwaitsWork => steps.Values.Any(step => step.Began != What.TimerCreated);

    public bool IsOpen(Happening happening) => happening.Step is not { } step || steps.ContainsKey(step);

    public IEnumerable<string> SubOrchestrations =>
        steps.Values.Where(step => step.Began == What.SubOrchestrationStarted).Select(step => step.Instance!);

    public Task<Happening> Begin(Happening begun)
    {
        var step = new OpenStep(begun.What, begun.Instance);
        steps.Add(begun.Step!.Value, step);
        return step.End.Task;
    }

    /// <summary>Binds a timer to a token; the action is called if that cancels it.</summary>
    public void CancelWith(int timer, CancellationToken cancellation, Action cancelled)
    {
        if (!cancellation.CanBeCanceled) return;
        steps[timer].Cancellation = cancellation.Register(() =>
        {
            if (!steps.Remove(timer, out OpenStep? step)) return;
            cancelled();
            step.End.TrySetCanceled(cancellation);
        });
    }

    public Task<Happening> Event(string name, CancellationToken cancellation, Action cancelled)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<Happening>(cancellation);
        int found = early.FindIndex(one => IsNamed(one, name));
        if (found >= 0)
        {
            Happening came = early[found];
            early.RemoveAt(found);
            return Task.FromResult(came);
        }

        var wait = new EventWait(name);
        waits.Add(wait);
        wait.Cancellation = cancellation.Register(() =>
        {
            if (!waits.Remove(wait)) return;
            cancelled();
            wait.Came.TrySetCanceled(cancellation);
        });
        return wait.Came.Task;
    }

    public void End(Happening end)
    {
        if (end.What == What.EventRaised)
        {
            int waiting = waits.FindIndex(wait => IsNamed(end, wait.Name));
            if (waiting < 0)
            {
                early.Add(end);
                return;
            }

            EventWait wait = waits[waiting];
            waits.RemoveAt(waiting);
            wait.Cancellation.Dispose();
            wait.Came.SetResult(end);
        }
        else if (end.Step is { } number && steps.Remove(number, out OpenStep? step))
        {
            step.Cancellation.Dispose();
            step.End.SetResult(end);
        }
    }

    private static bool IsNamed(Happening raised, string name) => string.Equals(raised.Name, name, StringComparison.OrdinalIgnoreCase);

    private sealed class OpenStep(What began, string? instance)
    {
        public What Began => began;
        public string? Instance => instance;
        public TaskCompletionSource<Happening> End { get; } = new();
        public CancellationTokenRegistration Cancellation { get; set; }
    }

    private sealed class EventWait(string name)
    {
        public string Name => name;
        public TaskCompletionSource<Happening> Came { get; } = new();
        public CancellationTokenRegistration Cancellation { get; set; }
    }
}
