namespace FraudFunctions.Embedded.Journal;

/// <summary>Events on their way into the journal. Completes when they are on disk.</summary>
internal sealed class Append : TaskCompletionSource<EventPosition[]>
{
    public Append(string hub, IReadOnlyList<NewEvent> events)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        if (!HubName.Pattern().IsMatch(hub)) throw new ArgumentException($"'{hub}' is no name for a hub: {HubName.Rule}.", nameof(hub));
        if (events.Any(added => added.PartitionKey is { Length: > PartitionHash.MaxKeyLength }))
            throw new ArgumentException($"A partition key has at most {PartitionHash.MaxKeyLength} characters.", nameof(events));
        Hub = hub;
        Events = events;
        Positions = new EventPosition[events.Count];
    }

    public string Hub { get; }
    public IReadOnlyList<NewEvent> Events { get; }
    public EventPosition[] Positions { get; }
}
