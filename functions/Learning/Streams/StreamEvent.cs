namespace FraudFunctions.Learning.Streams;

/// <summary>What a line of a file becomes on the way in: an event as a producer would send it, at the time it happens.</summary>
public abstract record StreamEvent(DateTimeOffset Time, string Key, byte[] Json);

/// <summary>A transaction, and what the file knows of it that no bank knew at the time.</summary>
public sealed record TransactionEvent(DateTimeOffset Time, string Key, byte[] Json, Truth? Truth) : StreamEvent(Time, Key, Json);

/// <summary>A label at the moment it becomes known.</summary>
public sealed record LabelEvent(DateTimeOffset Time, string Key, byte[] Json) : StreamEvent(Time, Key, Json)
{
    /// <summary>The row of the stream that said it, counted from one.</summary>
    public long Row { get; init; }
}

/// <summary>Whether a transaction was fraud, and of which kind; for measuring, never for deciding.</summary>
public sealed record Truth(bool IsFraud, string? Scenario)
{
    /// <summary>False where the file itself says that nobody knows.</summary>
    public bool IsKnown { get; init; } = true;
}
