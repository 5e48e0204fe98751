namespace FraudFunctions.Embedded.Journal;

/// <summary>Events on their way into the journal. Completes when they are on disk.</summary>
internal sealed class Append(string hub, IReadOnlyList<NewEvent> events)
    : TaskCompletionSource<EventPosition[]>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Hub => hub;
    public IReadOnlyList<NewEvent> Events => events;
    public EventPosition[] Positions { get; } = events.Count == 0 ? [] : new EventPosition[events.Count];
}
