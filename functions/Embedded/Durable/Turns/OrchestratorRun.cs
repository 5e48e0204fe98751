using FraudFunctions.Embedded.Durable.Store;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Embedded.Durable.Turns;

/// <summary>
/// An orchestrator's code at some point of its history: first brought there by replay, then taken on turn by turn. When
/// it is not worth keeping it is dropped, and a later one is brought to the same point.
/// </summary>
internal sealed class OrchestratorRun : IAsyncDisposable
{
    private readonly FunctionEntry? function;
    private readonly FunctionPipeline pipeline;
    private readonly AsyncServiceScope scope;
    private readonly TurnScheduler scheduler;
    private readonly OrchestratorContext context;
    private readonly List<Happening> held = [];
    private bool isBegun;
    private Invocation? invocation;
    private Task? body;

    public OrchestratorRun(InstanceRow row, FunctionEntry? function, FunctionPipeline pipeline, AsyncServiceScope scope, TurnScheduler scheduler, OrchestratorContext context)
    {
        Row = row;
        this.function = function;
        this.pipeline = pipeline;
        this.scope = scope;
        this.scheduler = scheduler;
        this.context = context;
    }

    public InstanceRow Row { get; private set; }

    /// <summary>How many turns its history has.</summary>
    public int Turns { get; private set; }
    public bool HasStarted { get; private set; }
    public bool IsSuspended { get; private set; }
    public OpenSteps Open => context.Open;

    /// <summary>Whether to keep it in memory: something will come for it soon.</summary>
    public bool AwaitsWork => HasStarted && !IsSuspended && Open.AwaitsWork;

    /// <summary>Goes through the history. What it finds wrong with the code of today, or nothing.</summary>
    public TaskFailureDetails? Replay(IReadOnlyList<Turn> history)
    {
        Turns = history.Count;
        foreach (Turn turn in history)
        {
            context.BeginTurn(turn.Time, isReplay: true);
            foreach (Happening happening in turn.In) Take(happening);
            if (scheduler.HasStrayed) return Strayed();
            if (Difference(turn.Out) is { } difference) return Changed(difference);
        }

        return null;
    }

    /// <summary>Takes one more turn, on what came in. What became of the instance.</summary>
    public TurnOutcome TakeTurn(DateTimeOffset now, IReadOnlyList<Happening> came, TaskFailureDetails? broken)
    {
        context.BeginTurn(now.UtcDateTime, isReplay: false);
        List<Happening> taken = [];
        InstanceRow row = Row with { Updated = now };
        int next = 0;
        while (next < came.Count && (broken is not null || body?.IsCompleted != true))
        {
            Happening happening = came[next++];
            if (broken is null && (!Open.IsOpen(happening) || (happening.What == What.Started && isBegun))) continue;
            taken.Add(happening);
            if (happening.What == What.Terminated) return Ended(row.Terminated(happening), taken, happening);
            if (happening.What == What.BrokeReplay) broken ??= Strayed();
            if (broken is null) Take(happening);
        }

        if (taken.Count == 0) return TurnOutcome.Nothing(Row);
        broken ??= Fault();
        row = Status(row);
        if (broken is not null) return Ended(row.Failed(broken), taken);
        if (body?.IsCompleted != true) return Going(row, taken);
        if (body.IsCompletedSuccessfully && context.Renewal is { } renewal) return Renewed(row, renewal, came.Skip(next));
        return Ended(Completed(row), taken);
    }

    /// <summary>It has been written down: from here it goes on.</summary>
    public void Written(TurnOutcome outcome)
    {
        Row = outcome.Row;
        Turns++;
    }

    public ValueTask DisposeAsync() => scope.DisposeAsync();

    private void Take(Happening happening)
    {
        isBegun |= happening.What == What.Started;
        switch (happening.What)
        {
            case What.Suspended:
                IsSuspended = true;
                return;
            case What.Resumed:
                IsSuspended = false;
                Happening[] late = [.. held];
                held.Clear();
                foreach (Happening one in late) Take(one);
                return;
        }

        if (IsSuspended)
        {
            held.Add(happening);
        }
        else if (happening.What == What.Started)
        {
            HasStarted = true;
            scheduler.Run(Start);
        }
        else
        {
            scheduler.Run(() => context.Take(happening));
        }
    }

    private void Start()
    {
        if (function is null) return;
        var input = new InvocationInput { TriggerValue = context };
        invocation = new Invocation(function, $"{Row.Id}-{Row.Key}-{Row.Execution}", input, Trace.From(null), scope.ServiceProvider, CancellationToken.None);
        Task.Factory.StartNew(
            () =>
            {
                try
                {
                    body = pipeline.Run(invocation);
                }
                catch (Exception error)
                {
                    body = Task.FromException(error);
                }
            },
            CancellationToken.None, TaskCreationOptions.None, scheduler);
    }

    private TaskFailureDetails? Fault()
    {
        if (scheduler.HasStrayed) return Strayed();
        if (!HasStarted || IsSuspended) return null;
        if (function is null) return Failure(typeof(InvalidOperationException).FullName!, $"There is no orchestrator '{Row.Name}'.");
        return body is { IsCompleted: false } && Open.None ? Strayed() : null;
    }

    private TaskFailureDetails Strayed() => Failure(
        typeof(InvalidOperationException).FullName!,
        $"The orchestrator '{Row.Name}' awaits something that is no durable task, {context.Place}. Delays are for the context's timers; I/O, Task.Run and ConfigureAwait(false) for activities.");

    private TaskFailureDetails Changed(string difference) => Failure(
        "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException",
        $"The orchestrator '{Row.Name}' does not do what its history says: {difference}. Its code was changed while the instance ran, or it asks the clock, chance or the world.");

    private string? Difference(IReadOnlyList<Happening> recorded)
    {
        for (int i = 0; i < Math.Max(recorded.Count, context.Done.Count); i++)
        {
            if (i >= context.Done.Count) return $"it was {Words.Of(recorded[i])}, and now there is nothing";
            if (i >= recorded.Count) return $"now there is {Words.Of(context.Done[i])}, and it was nothing";
            Happening was = recorded[i], now = context.Done[i];
            if (was.What != now.What || was.Step != now.Step || !string.Equals(was.Name, now.Name, StringComparison.OrdinalIgnoreCase))
                return $"it was {Words.Of(was)}, and now is {Words.Of(now)}";
        }

        return body?.IsCompleted == true ? $"now it ends {context.Place}" : null;
    }

    private InstanceRow Status(InstanceRow row) => row with
    {
        Status = IsSuspended ? OrchestrationRuntimeStatus.Suspended
            : HasStarted || row.Execution > 0 ? OrchestrationRuntimeStatus.Running
            : OrchestrationRuntimeStatus.Pending,
        CustomStatus = context.CustomStatus is { IsSet: true, Text: var text } ? text : row.CustomStatus,
    };

    private InstanceRow Completed(InstanceRow row)
    {
        try
        {
            body!.GetAwaiter().GetResult();
            return row.Completed(context.Serialize(invocation!.Values.Result));
        }
        catch (Exception error)
        {
            return row.Failed(TaskFailureDetails.FromException(error));
        }
    }

    private TurnOutcome Going(InstanceRow row, IReadOnlyList<Happening> taken) => new(row, Turns) { In = taken, Out = [.. context.Done] };

    private TurnOutcome Renewed(InstanceRow row, Happening renewal, IEnumerable<Happening> rest) => new(row with { Execution = row.Execution + 1, Input = renewal.Text }, Turns)
    {
        Out = [.. context.Done],
        IsRenewed = true,
        Kept =
        [
            .. renewal.Flag ? context.Open.Early : [],
            .. rest.Where(one => one.What is What.Suspended or What.Resumed or What.Terminated || (renewal.Flag && one.What == What.EventRaised)),
        ],
    };

    private TurnOutcome Ended(InstanceRow row, IReadOnlyList<Happening> taken, Happening? termination = null) => new(row, Turns)
    {
        In = taken,
        Out = termination is null ? [.. context.Done, row.End()] : [],
        TerminatedToo = termination is { Flag: true } ? [.. Open.SubOrchestrations] : [],
    };

    private static TaskFailureDetails Failure(string type, string message) => new(type, message, null, null, null);
}
