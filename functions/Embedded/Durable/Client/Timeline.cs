using FraudFunctions.Embedded.Durable.Store;

namespace FraudFunctions.Embedded.Durable.Client;

/// <summary>A line of an orchestration's history for people: when, and what in words. Inputs and results are not in it.</summary>
internal sealed record TimelineEntry(DateTime Time, string What)
{
    public int? Step { get; init; }
    public string? Name { get; init; }
    public string? Instance { get; init; }
    public DateTime? Due { get; init; }

    /// <summary>Of a step's end: how long it took.</summary>
    public double? Seconds { get; init; }
    public string? Failure { get; init; }
}

/// <summary>Puts a history into words.</summary>
internal static class Timeline
{
    public static object Of(InstanceRow row, IReadOnlyList<Turn> turns)
    {
        Dictionary<int, (DateTime Time, Happening Begun)> begun = [];
        List<TimelineEntry> entries = [];
        foreach (Turn turn in turns)
        {
            foreach (Happening came in turn.In)
            {
                entries.Add(came.Step is { } step && begun.TryGetValue(step, out var since)
                    ? Entry(turn.Time, came) with { Name = since.Begun.Name, Seconds = (turn.Time - since.Time).TotalSeconds }
                    : Entry(turn.Time, came));
            }

            foreach (Happening done in turn.Out)
            {
                if (done is { Step: { } step, What: not What.TimerCancelled }) begun[step] = (turn.Time, done);
                entries.Add(Entry(turn.Time, done));
            }
        }

        return new { id = row.Id, name = row.Name, status = row.Status.ToString(), execution = row.Execution, history = entries };
    }

    private static TimelineEntry Entry(DateTime time, Happening one) => new(time, one.What.ToString())
    {
        Step = one.Step,
        Name = one.Name,
        Instance = one.Instance,
        Due = one.Due,
        Failure = one.Failure?.ToString(),
    };
}
