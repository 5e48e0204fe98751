using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FraudFunctions.Tests.Embedded.Durable;

/// <summary>What the orchestrator under test does, and what its activities do. One orchestrator function plays all parts.</summary>
public sealed class Score
{
    private readonly ConcurrentDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> parts = new();

    /// <summary>Calls of activities, by name and input, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    public Func<string, object?> Activity { get; set; } = input => input;

    public Func<TaskOrchestrationContext, Task<object?>> this[string name]
    {
        get => parts[name];
        set => parts[name] = value;
    }
}

/// <summary>The functions that the score is played on.</summary>
public sealed class Players(Score score)
{
    [Function("Play")]
    public Task<object?> Play([OrchestrationTrigger] TaskOrchestrationContext context) => score["Play"](context);

    [Function("Below")]
    public Task<object?> Below([OrchestrationTrigger] TaskOrchestrationContext context) => score["Below"](context);

    [Function("Do")]
    public object? Do([ActivityTrigger] string input)
    {
        score.Calls.Enqueue(input);
        return score.Activity(input);
    }
}
