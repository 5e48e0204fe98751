using System.Text.RegularExpressions;

namespace FraudFunctions.Embedded.Journal;

/// <summary>Events on their way into the journal. Completes when they are on disk.</summary>
internal sealed partial class Append : TaskCompletionSource<EventPosition[]>
{
    public Append(string hub, IReadOnlyList<NewEvent> events)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        if (!HubName().IsMatch(hub))
            throw new ArgumentException($"'{hub}' is no name for a hub: letters, digits, '.', '-' and '_', at most 256 of them, a letter or digit first.", nameof(hub));
        if (events.Any(added => added.PartitionKey is { Length: > PartitionHash.MaxKeyLength }))
            throw new ArgumentException($"A partition key has at most {PartitionHash.MaxKeyLength} characters.", nameof(events));
        Hub = hub;
        Events = events;
        Positions = new EventPosition[events.Count];
    }

    public string Hub { get; }
    public IReadOnlyList<NewEvent> Events { get; }
    public EventPosition[] Positions { get; }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,255}$")]
    private static partial Regex HubName();
}
