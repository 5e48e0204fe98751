using FraudFunctions.Embedded.Durable.Client;
using FraudFunctions.Embedded.Durable.Store;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Embedded.Durable.Turns;

/// <summary>The context that an orchestrator sees. Every step that it takes gets the next number, at each replay the same.</summary>
internal sealed class OrchestratorContext(InstanceRow row, TurnScheduler scheduler, DataConverter converter, ILoggerFactory loggers) : TaskOrchestrationContext
{
    private readonly List<Happening> done = [];
    private int steps;
    private int guids;
    private bool replaying;
    private DateTime now;

    public override TaskName Name => row.Name;
    public override string InstanceId => row.Id;
    public override ParentOrchestrationInstance? Parent { get; } = row.Parent is { } parent ? new(parent.Name, parent.Instance) : null;
    public override DateTime CurrentUtcDateTime => now;
    public override bool IsReplaying => replaying;
    protected override ILoggerFactory LoggerFactory => loggers;

    public OpenSteps Open { get; } = new();

    /// <summary>What the orchestrator did in this turn.</summary>
    public IReadOnlyList<Happening> Done => done;

    /// <summary>The last thing that it did or learned, in words, for those who must find the place in the code.</summary>
    public string Place { get; private set; } = "at its beginning";

    /// <summary>The wish to begin anew, if it has been said.</summary>
    public Happening? Renewal { get; private set; }

    /// <summary>The status that the orchestrator set; nothing as long as it did not.</summary>
    public (bool IsSet, string? Text) CustomStatus { get; private set; }

    public void BeginTurn(DateTime time, bool isReplay)
    {
        now = time;
        replaying = isReplay;
        done.Clear();
    }

    public void Take(Happening happening)
    {
        if (happening.Step is not null || happening.Name is not null) Place = $"after {Words.Of(happening)}";
        Open.End(happening);
    }

    public string? Serialize(object? value) => converter.Serialize(value);

    public object? InputAs(Type type) => converter.Deserialize(row.Input, type);

    public override T? GetInput<T>()
        where T : default => converter.Deserialize<T>(row.Input);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        string? text = converter.Serialize(input);
        return Retries.RunAsync(this, options, () => StepAsync<TResult>(new Happening(What.ActivityScheduled) { Name = name, Text = text }));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        string? text = converter.Serialize(input);
        string? id = (options as SubOrchestrationOptions)?.InstanceId;
        if (id is not null) InstanceIds.Check(id);
        return Retries.RunAsync(this, options, () => StepAsync<TResult>(
            new Happening(What.SubOrchestrationStarted) { Name = orchestratorName, Instance = id ?? NewGuid().ToString("N"), Text = text }));
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        CheckTurn();
        cancellationToken.ThrowIfCancellationRequested();
        DateTime due = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        Happening timer = Do(new Happening(What.TimerCreated) { Due = due });
        Task fired = Open.Begin(timer);
        Open.CancelWith(timer.Step!.Value, cancellationToken, () =>
        {
            CheckTurn();
            done.Add(new Happening(What.TimerCancelled) { Step = timer.Step });
        });
        await fired;
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        CheckTurn();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        Happening came = await Open.Event(eventName, cancellationToken, CheckTurn);
        return converter.Deserialize<T>(came.Text)!;
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        CheckTurn();
        InstanceIds.Check(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        Do(new Happening(What.EventSent) { Instance = instanceId, Name = eventName, Text = converter.Serialize(payload) });
    }

    public override void SetCustomStatus(object? customStatus)
    {
        CheckTurn();
        CustomStatus = (true, converter.Serialize(customStatus));
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        CheckTurn();
        Renewal = new Happening(What.ContinuedAsNew) { Text = converter.Serialize(newInput), Flag = preserveUnprocessedEvents };
    }

    public override Guid NewGuid()
    {
        CheckTurn();
        return DeterministicGuid.Of($"{InstanceId}\n{row.Execution}\n{now:o}\n{guids++}");
    }

    private async Task<TResult> StepAsync<TResult>(Happening begun)
    {
        CheckTurn();
        ArgumentException.ThrowIfNullOrEmpty(begun.Name, "name");
        begun = Do(begun);
        Happening end = await Open.Begin(begun);
        if (end.Failure is { } failure) throw new TaskFailedException(begun.Name!, begun.Step!.Value, failure);
        return end.Text is null ? default! : converter.Deserialize<TResult>(end.Text)!;
    }

    private Happening Do(Happening step)
    {
        step = step with { Step = steps++ };
        done.Add(step);
        Place = $"after {Words.Of(step)}";
        return step;
    }

    private void CheckTurn()
    {
        if (scheduler.IsTurn) return;
        scheduler.Stray();
        throw new InvalidOperationException("An orchestrator's context is used from outside its turn: by code after an await of something that is no durable task, or on another thread.");
    }
}
