using System.Text.Json.Serialization;
using Microsoft.DurableTask;

namespace FraudFunctions.Embedded.Durable.Store;

/// <summary>What can happen to an orchestration, and what it can do. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<What>))]
internal enum What
{
    // What comes in.
    Started,
    ActivityCompleted,
    ActivityFailed,
    TimerFired,
    SubOrchestrationCompleted,
    SubOrchestrationFailed,
    EventRaised,
    Suspended,
    Resumed,
    Terminated,
    BrokeReplay,

    // What it does.
    ActivityScheduled,
    TimerCreated,
    TimerCancelled,
    SubOrchestrationStarted,
    EventSent,
    ContinuedAsNew,
    Completed,
    Failed,
}

/// <summary>One line of a history. Only what belongs to its kind is there.</summary>
internal sealed record Happening(What What)
{
    /// <summary>Its number in the inbox, if it came by that: events that are kept for a new beginning keep their place.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Number { get; init; }

    /// <summary>The step it belongs to, counted from 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Step { get; init; }

    /// <summary>An activity's, an orchestrator's or an event's name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>An input, a result or an event's payload as JSON; a reason as it was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>The id of another orchestration.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instance { get; init; }

    /// <summary>When a timer is due.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? Due { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TaskFailureDetails? Failure { get; init; }

    /// <summary>Of a termination: whether sub-orchestrations end too. Of a new beginning: whether events are kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Flag { get; init; }
}

/// <summary>One turn of an orchestration: what came in, in order, and what it did about it.</summary>
internal sealed record Turn(DateTime Time, IReadOnlyList<Happening> In, IReadOnlyList<Happening> Out);

/// <summary>Where the outcome of a sub-orchestration goes.</summary>
internal sealed record ParentStep(string Name, string Instance, long Key, int Execution, int Step);

/// <summary>The texts in the database.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(Turn))]
[JsonSerializable(typeof(Happening))]
[JsonSerializable(typeof(ParentStep))]
[JsonSerializable(typeof(TaskFailureDetails))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class StoredJson : JsonSerializerContext;
