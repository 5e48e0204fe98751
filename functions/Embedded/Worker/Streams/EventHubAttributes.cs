using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function for the events of a hub, partition by partition in order.</summary>
[BindingCapabilities("FunctionLevelRetry")]
public sealed class EventHubTriggerAttribute : TriggerBindingAttribute, ISupportCardinality
{
    private bool isBatched = true;

    public EventHubTriggerAttribute(string eventHubName) => EventHubName = eventHubName;

    public string EventHubName { get; }
    public string? ConsumerGroup { get; set; }
    public string? Connection { get; set; }

    [DefaultValue(true)]
    public bool IsBatched
    {
        get => isBatched;
        set => isBatched = value;
    }

    Cardinality ISupportCardinality.Cardinality
    {
        get => isBatched ? Cardinality.Many : Cardinality.One;
        set => isBatched = value == Cardinality.Many;
    }
}

/// <summary>Appends what a function returns, or what a property of it holds, to a hub. Never with a partition key.</summary>
public sealed class EventHubOutputAttribute : OutputBindingAttribute
{
    public EventHubOutputAttribute(string eventHubName) => EventHubName = eventHubName;

    public string EventHubName { get; }
    public string? Connection { get; set; }
}
