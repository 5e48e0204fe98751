namespace FraudFunctions.Embedded.Journal;

/// <summary>
/// The one thread that writes. Whatever waits when it comes round shares a write and an fsync (group commit);
/// appends complete, and readers see their events, only after that. The first failed write ends it.
/// </summary>
internal sealed class JournalWriter
{
    /// <summary>Bounds how long the first of many waiters waits, and how much memory a commit pins.</summary>
    private const int MaxCommitBytes = 4 << 20;

    private readonly object gate = new();
    private readonly Thread thread;
    private readonly Commit commit;
    private readonly Action<Exception> failed;
    private Queue<Append> waiting = new();
    private Queue<Append> taken = new();
    private bool closing;
    private EventLogFailedException? fault;

    public JournalWriter(Commit commit, Action<Exception> failed)
    {
        this.commit = commit;
        this.failed = failed;
        thread = new Thread(Run) { IsBackground = true, Name = "event log writer" };
        thread.Start();
    }

    public EventLogFailedException? Fault
    {
        get { lock (gate) return fault; }
    }

    public Task<EventPosition[]> Enqueue(Append append)
    {
        lock (gate)
        {
            if (fault is not null) return Task.FromException<EventPosition[]>(fault);
            ObjectDisposedException.ThrowIf(closing, typeof(EventLog));
            waiting.Enqueue(append);
            Monitor.Pulse(gate);
        }

        return append.Task;
    }

    /// <summary>Takes nothing more, writes what waits, and returns.</summary>
    public void Close()
    {
        lock (gate)
        {
            closing = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
    }

    /// <summary>Ends the log from outside, when something it depends on can no longer be written.</summary>
    public void Fail(Exception error)
    {
        Queue<Append> lost;
        lock (gate)
        {
            if (fault is null) failed(error);
            fault ??= new EventLogFailedException(error);
            lost = waiting;
            waiting = new();
        }

        foreach (Append append in lost) append.TrySetException(fault);
    }

    private void Run()
    {
        var encoded = new List<Append>();
        try
        {
            while (TakeWaiting())
            {
                while (taken.TryPeek(out Append? append))
                {
                    Encode(append, encoded);
                    encoded.Add(append);
                    taken.Dequeue();
                }

                Finish(encoded);
            }
        }
        catch (Exception error)
        {
            Fail(error);
            foreach (Append append in encoded.Concat(taken)) append.TrySetException(fault!);
        }
    }

    private bool TakeWaiting()
    {
        lock (gate)
        {
            while (waiting.Count == 0 && !closing && fault is null) Monitor.Wait(gate);
            if (waiting.Count == 0) return false;
            (waiting, taken) = (taken, waiting);
            return true;
        }
    }

    private void Encode(Append append, List<Append> encoded)
    {
        HubState hub = commit.Declare(append.Hub);
        for (int i = 0; i < append.Events.Count; i++)
        {
            append.Positions[i] = commit.Add(hub, append.Events[i]);
            if (commit.Bytes >= MaxCommitBytes) Finish(encoded);
        }
    }

    private void Finish(List<Append> encoded)
    {
        commit.Flush();
        foreach (Append append in encoded) append.TrySetResult(append.Positions);
        encoded.Clear();
        commit.Roll();
    }
}
