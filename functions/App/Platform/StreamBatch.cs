using System.Text.Json;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Platform;

/// <summary>Where the events of a batch come from, read from what the trigger says beside them.</summary>
public sealed class StreamBatch(string partitionContext, long[] sequenceNumbers, DateTime[] enqueuedTimes)
{
    private readonly string stream = StreamOf(partitionContext);

    public EventSource SourceOf(int index) => new(stream, sequenceNumbers[index]);

    public DateTimeOffset ArrivedAt(int index) => new(DateTime.SpecifyKind(enqueuedTimes[index], DateTimeKind.Utc));

    private static string StreamOf(string partitionContext)
    {
        using JsonDocument json = JsonDocument.Parse(partitionContext);
        return $"{json.RootElement.GetProperty("EventHubName").GetString()}/{json.RootElement.GetProperty("PartitionId").GetString()}";
    }
}
