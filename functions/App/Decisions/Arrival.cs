using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>A transaction that wants a decision, when it reached us and where from.</summary>
public sealed record Arrival(Transaction Transaction, DateTimeOffset ArrivedAt, EventSource Source);

/// <summary>What became of an arrival.</summary>
public enum Arrived
{
    /// <summary>Decided now.</summary>
    Decided,

    /// <summary>Decided before, from the same content: the answer is the one given then.</summary>
    Repeated,

    /// <summary>Another transaction of the customer has this id: the arrival was not decided.</summary>
    Clashing,

    /// <summary>The engine failed on it, and would again: the arrival was not decided.</summary>
    Faulted,
}

/// <summary>
/// The decision on an arrival, or the earlier decision that it repeats; for an arrival that was not decided, why not.
/// </summary>
public sealed record Answer(Arrived Arrived, Decision? Decision, string? Receipt, FieldProblem? Problem = null)
{
    /// <summary>Labels came for this customer before their transactions did: now some of them may find theirs.</summary>
    public bool LabelsWait { get; init; }
}
