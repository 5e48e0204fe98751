using System.Text.Json;
using FraudFunctions.Embedded.Durable.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Embedded.Durable.Turns;

/// <summary>What a turn came to. It is written in one transaction, with the messages that it took.</summary>
internal sealed record TurnOutcome(InstanceRow Row, int Turn)
{
    public IReadOnlyList<Happening> In { get; init; } = [];
    public IReadOnlyList<Happening> Out { get; init; } = [];

    /// <summary>Whether the instance begins anew, and the events that go with it.</summary>
    public bool IsRenewed { get; init; }
    public IReadOnlyList<Happening> Kept { get; init; } = [];

    /// <summary>Sub-orchestrations that end with it.</summary>
    public IReadOnlyList<string> TerminatedToo { get; init; } = [];

    public bool IsNothing { get; private init; }

    /// <summary>Nothing that came concerned it.</summary>
    public static TurnOutcome Nothing(InstanceRow row) => new(row, 0) { IsNothing = true };

    /// <summary>The end of one whose history cannot be read or replayed. It goes behind all that is there, which nobody can count.</summary>
    public static TurnOutcome Damaged(InstanceRow row, Exception damage)
    {
        var failure = new TaskFailureDetails(
            typeof(InvalidDataException).FullName!, $"The history of '{row.Id}' cannot be read or replayed: {damage.Message}", null, TaskFailureDetails.FromException(damage), null);
        InstanceRow failed = row.Failed(failure);
        return new(failed, int.MaxValue) { Out = [failed.End()] };
    }

    /// <summary>Writes it; what follows from it once it is on the disk.</summary>
    public Consequences Write(StoreWriter writer, IReadOnlyList<Message> taken)
    {
        foreach (Message message in taken)
        {
            if (message.Inbox > 0) writer.Take(message.Inbox);
        }

        var next = new Consequences(Row);
        if (IsNothing) return next;
        foreach (Happening came in In) End(writer, came);
        if (Row.IsFinished)
        {
            writer.Forget(Row.Key);
            writer.Finish(Row);
        }
        else if (IsRenewed)
        {
            writer.Renew(Row);
        }
        else
        {
            writer.Advance(Row, In.Any(came => came.What == What.Started));
        }

        if (!IsRenewed) writer.Append(Row.Key, Turn, JsonSerializer.SerializeToUtf8Bytes(new Turn(Row.Updated.UtcDateTime, In, Out), StoredJson.Default.Turn));
        bool goesOn = !IsRenewed && !Row.IsFinished;
        foreach (Happening step in Out) Begin(writer, step, goesOn, next);
        foreach (Happening kept in Kept) next.Kept.Add(writer.Post(new Message(Row.Id, kept)));
        foreach (string below in TerminatedToo)
            next.Messages.Add(writer.Post(new Message(below, new Happening(What.Terminated) { Text = Row.Output, Flag = true })));
        if (IsRenewed) next.Messages.Add(Started(Row));
        if (Row.IsFinished && Row.Parent is { } parent) next.Messages.Add(writer.Post(Tell(parent)));
        return next;
    }

    /// <summary>Stands for the row's mark of being ready.</summary>
    public static Message Started(InstanceRow row) => new(row.Id, new Happening(What.Started)) { Key = row.Key, Execution = row.Execution };

    private void End(StoreWriter writer, Happening came)
    {
        if (came.What is What.ActivityCompleted or What.ActivityFailed) writer.EndActivity(Row.Key, came.Step!.Value);
        else if (came.What is What.TimerFired) writer.EndTimer(Row.Key, came.Step!.Value);
        else if (came.What is What.Started && Row.StartAt is not null) writer.EndTimer(Row.Key, TimerRow.Start);
    }

    private void Begin(StoreWriter writer, Happening step, bool goesOn, Consequences next)
    {
        switch (step.What)
        {
            case What.ActivityScheduled when goesOn:
                var activity = new ActivityRow(Row.Key, Row.Execution, Row.Id, step.Step!.Value, step.Name!, step.Text);
                writer.AddActivity(activity);
                next.Activities.Add(activity);
                break;
            case What.TimerCreated when goesOn && !Out.Any(other => other.What == What.TimerCancelled && other.Step == step.Step):
                var timer = new TimerRow(step.Due!.Value, Row.Key, Row.Execution, Row.Id, step.Step!.Value);
                writer.AddTimer(timer);
                next.Timers.Add(timer);
                break;
            case What.TimerCancelled when goesOn:
                writer.EndTimer(Row.Key, step.Step!.Value);
                break;
            case What.SubOrchestrationStarted when goesOn:
                next.Messages.Add(StartBelow(writer, step));
                break;
            case What.EventSent:
                next.Messages.Add(writer.Post(new Message(step.Instance!, new Happening(What.EventRaised) { Name = step.Name, Text = step.Text })));
                break;
        }
    }

    private Message StartBelow(StoreWriter writer, Happening step)
    {
        var parent = new ParentStep(Row.Name, Row.Id, Row.Key, Row.Execution, step.Step!.Value);
        InstanceRow below = writer.Create(new InstanceRow
        {
            Key = 0,
            Id = step.Instance!,
            Name = step.Name!,
            Created = Row.Updated,
            Updated = Row.Updated,
            Input = step.Text,
            Parent = parent,
        });
        if (below.Key != 0) return Started(below);
        var inUse = new TaskFailureDetails(
            "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException", $"An orchestration with the id '{below.Id}' exists already and is {below.Status}.", null, null, null);
        return writer.Post(ToParent(parent, new Happening(What.SubOrchestrationFailed) { Failure = inUse }));
    }

    private Message Tell(ParentStep parent) => ToParent(parent, Row.Status == OrchestrationRuntimeStatus.Completed
        ? new Happening(What.SubOrchestrationCompleted) { Text = Row.Output }
        : new Happening(What.SubOrchestrationFailed)
        {
            Failure = Row.Failure ?? new TaskFailureDetails("DurableTask.Core.Exceptions.SubOrchestrationFailedException", $"The sub-orchestration was terminated: {Row.Output}", null, null, null),
        });

    private static Message ToParent(ParentStep parent, Happening end) =>
        new(parent.Instance, end with { Step = parent.Step }) { Key = parent.Key, Execution = parent.Execution };
}

/// <summary>What is to be done once a turn is on the disk.</summary>
internal sealed record Consequences(InstanceRow Row)
{
    /// <summary>For the instance itself, ahead of whatever has come for it since.</summary>
    public List<Message> Kept { get; } = [];
    public List<ActivityRow> Activities { get; } = [];
    public List<TimerRow> Timers { get; } = [];
    public List<Message> Messages { get; } = [];
}
