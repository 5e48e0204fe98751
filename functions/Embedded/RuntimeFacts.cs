namespace FraudFunctions.Embedded;

/// <summary>A function as the runtime runs it. Only what belongs to its kind of trigger is there.</summary>
public sealed record FunctionFacts(string Name, string Trigger)
{
    public string? Route { get; init; }

    /// <summary>Empty for all methods.</summary>
    public IReadOnlyList<string>? Methods { get; init; }
    public string? Hub { get; init; }
    public string? ConsumerGroup { get; init; }
    public string? Schedule { get; init; }

    /// <summary>The hubs that it appends to.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];
}

/// <summary>How far a consumer group is in one partition; without a group, what the partition holds.</summary>
public sealed record StreamFacts(string Hub, int Partition)
{
    public string? Group { get; init; }

    /// <summary>The function that reads as this group; null for a group that none of the running functions has.</summary>
    public string? Function { get; init; }
    public long FirstSequence { get; init; }

    /// <summary>-1 before the first event.</summary>
    public long LastSequence { get; init; }

    /// <summary>The sequence that the group takes next.</summary>
    public long? Checkpoint { get; init; }
    public long Backlog { get; init; }

    /// <summary>For how long the oldest event that the group has not handled has been waiting; null when none waits.</summary>
    public double? OldestAgeSeconds { get; init; }
}
