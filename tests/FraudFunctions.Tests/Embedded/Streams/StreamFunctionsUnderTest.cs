using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.Tests.Embedded.Streams;

public sealed record Order(string Id, decimal Amount);

public sealed class Plain(Recorder recorder)
{
    [Function("Plain")]
    public Task Run([EventHubTrigger("payments")] string[] events, JsonElement partitionContext, FunctionContext context) =>
        recorder.SawAsync(new Seen(events, partitionContext.GetProperty("PartitionId").GetString(), context.RetryContext?.RetryCount, context.RetryContext?.MaxRetryCount, context.CancellationToken));
}

public sealed class FixedRetry(Recorder recorder)
{
    [Function("FixedRetry")]
    [FixedDelayRetry(2, "00:00:10")]
    public Task Run([EventHubTrigger("payments")] string[] events, FunctionContext context) =>
        recorder.SawAsync(new Seen(events, null, context.RetryContext?.RetryCount, context.RetryContext?.MaxRetryCount, context.CancellationToken));
}

public sealed class EndlessRetry(Recorder recorder)
{
    [Function("EndlessRetry")]
    [ExponentialBackoffRetry(-1, "00:00:04", "00:00:20")]
    public Task Run([EventHubTrigger("payments")] string[] events, FunctionContext context) =>
        recorder.SawAsync(new Seen(events, null, context.RetryContext?.RetryCount, context.RetryContext?.MaxRetryCount, context.CancellationToken));
}

public sealed class Shapes(Recorder recorder)
{
    [Function("Bytes")]
    public Task Bytes([EventHubTrigger("bytes")] byte[][] events) => Saw([.. events.Select(Encoding.UTF8.GetString)]);

    [Function("Records")]
    public Task Records([EventHubTrigger("records")] IReadOnlyList<Order> orders) => Saw([.. orders.Select(order => order.ToString())]);

    [Function("ListOfRecords")]
    public Task ListOfRecords([EventHubTrigger("records", ConsumerGroup = "list")] List<Order> orders) => Saw([.. orders.Select(order => $"list {order.Id}")]);

    [Function("OneText")]
    public Task OneText([EventHubTrigger("texts", IsBatched = false)] string one, long sequenceNumber, string partitionKey, DateTime enqueuedTimeUtc, string systemProperties) =>
        Saw([one, $"{sequenceNumber}", partitionKey, $"{enqueuedTimeUtc:O}", JsonDocument.Parse(systemProperties).RootElement.GetProperty("SequenceNumber").ToString()]);

    [Function("OneRecord")]
    public Task OneRecord([EventHubTrigger("record", IsBatched = false)] Order order) => Saw([order.ToString()]);

    [Function("Metadata")]
    public Task Metadata(
        [EventHubTrigger("metadata")] string[] events, long[] sequenceNumberArray, string?[] partitionKeyArray, string[] offsetArray, DateTimeOffset[] enqueuedTimeUtcArray,
        Dictionary<string, JsonElement>[] propertiesArray, JsonElement[] systemPropertiesArray, string partitionContext, string? nothingOfTheKind, int alsoNothing = 7) =>
        Saw([
            string.Join(',', sequenceNumberArray), string.Join(',', partitionKeyArray.Select(key => key ?? "none")), $"{offsetArray.Distinct().Count()}",
            $"{enqueuedTimeUtcArray[0]:O}", $"{propertiesArray.Length}", systemPropertiesArray[0].GetProperty("x-opt-sequence-number").ToString(), partitionContext,
            nothingOfTheKind ?? "null", $"{alsoNothing}",
        ]);

    private Task Saw(IReadOnlyList<string> what) => recorder.SawAsync(new Seen(what, null, null, null, default));
}

public sealed class Outputs
{
    [Function("Text")][EventHubOutput("out")] public string Text([EventHubTrigger("in", ConsumerGroup = "text")] string[] events) => "text";
    [Function("Record")][EventHubOutput("out")] public Task<Order> Record([EventHubTrigger("in", ConsumerGroup = "record")] string[] events) => Task.FromResult(new Order("r", 1));
    [Function("Nothing")][EventHubOutput("out")] public Order? Nothing([EventHubTrigger("in", ConsumerGroup = "nothing")] string[] events) => null;
    [Function("Empty")][EventHubOutput("out")] public Order[] Empty([EventHubTrigger("in", ConsumerGroup = "empty")] string[] events) => [];
    [Function("Many")][EventHubOutput("out")] public ValueTask<IEnumerable<Order>> Many([EventHubTrigger("in", ConsumerGroup = "many")] string[] events) => new([new("m1", 1), new("m2", 2)]);
    [Function("Raw")][EventHubOutput("out")] public byte[] Raw([EventHubTrigger("in", ConsumerGroup = "raw")] string[] events) => "raw"u8.ToArray();
    [Function("ManyRaw")][EventHubOutput("out")] public byte[][] ManyRaw([EventHubTrigger("in", ConsumerGroup = "manyraw")] string[] events) => ["hi"u8.ToArray()];
    [Function("Split")] public TwoOutputs Split([EventHubTrigger("in", ConsumerGroup = "split")] string[] events) => new() { Some = ["s1", "s2"], Other = new Order("o", 3) };
}

public sealed class TwoOutputs
{
    [EventHubOutput("out")] public List<string>? Some { get; set; }
    [EventHubOutput("%OtherHub%")] public Order? Other { get; set; }
    [EventHubOutput("other")] public string? Silent { get; set; }
}

public sealed class Chain(Recorder recorder)
{
    [Function("First")]
    [EventHubOutput("second")]
    public string[] First([EventHubTrigger("payments")] string[] events) => [.. events.Select(one => one + "!")];

    [Function("Second")]
    public Task Second([EventHubTrigger("second")] string[] events) => recorder.SawAsync(new Seen(events, null, null, null, default));
}
