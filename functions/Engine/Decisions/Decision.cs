using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Decisions;

/// <summary>Where an event came from: a stream's partition and its place there, or a caller who has none.</summary>
public readonly record struct EventSource(string Stream, long Sequence)
{
    /// <summary>A call has no place in a stream; its effect is keyed by the transaction's id alone.</summary>
    public static EventSource Http { get; } = new("http", -1);
}

/// <summary>The versions that a decision was made with, and a hash over what they held: a version that was rewritten since is found out.</summary>
public sealed record DecisionVersions(string SchemaHash, string? ModelId, int Rules, int Lists, int Policy, string Content);

/// <summary>One decision, complete: enough to be explained, and to be derived again bit for bit.</summary>
public sealed record Decision
{
    public required Transaction Transaction { get; init; }

    /// <summary>Its place among the customer's decisions, from one.</summary>
    public required long Number { get; init; }

    /// <summary>When the event reached us. Not when the engine ran: a redelivered event must give the same bytes.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }
    public required EventSource Source { get; init; }

    /// <summary>The features as the model saw them, in the order of the schema; NaN for missing.</summary>
    public required float[] Features { get; init; }
    public required Observation Observation { get; init; }

    /// <summary>What the model's sequence remembered of the customer before; null when nothing, or it has no sequence.</summary>
    public SequenceMemory? Memory { get; init; }
    public required DecisionVersions Versions { get; init; }
    public required Assessment Assessment { get; init; }

    /// <summary>The receipt of the customer's decision before this one; null for the first.</summary>
    public required string? Previous { get; init; }

    public string Id => IdOf(Transaction.CustomerId, Transaction.Id);

    /// <summary>Says both where to look and what for, so that a decision is one point read. The tilde is in no id.</summary>
    public static string IdOf(string customerId, string transactionId) => $"{customerId}~{transactionId}";

    /// <summary>Takes a decision's id apart; null when it is none.</summary>
    public static (string CustomerId, string TransactionId)? Parts(string id)
    {
        int tilde = id.IndexOf('~');
        return tilde <= 0 || tilde == id.Length - 1 || id.IndexOf('~', tilde + 1) >= 0 ? null : (id[..tilde], id[(tilde + 1)..]);
    }
}
