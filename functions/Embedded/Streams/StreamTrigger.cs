using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FraudFunctions.Embedded.Streams;

/// <summary>The hub and consumer group that a function reads.</summary>
internal sealed class StreamTrigger(string hub, string group, bool batched, ParameterBinder bind) : Trigger
{
    public override string Type => "eventHubTrigger";
    public override ParameterBinder Bind => bind;
    public string Hub => hub;
    public string Group => group;
    public bool Batched => batched;

    public override FunctionFacts Describe(FunctionFacts facts) => facts with { Hub = hub, ConsumerGroup = group };
}

/// <summary>Reads Event Hub triggers.</summary>
internal sealed class StreamTriggerKind : ITriggerKind
{
    private const string DefaultGroup = "$Default";
    private readonly Dictionary<string, string> readers = new(StringComparer.OrdinalIgnoreCase);

    public bool Handles(TriggerBindingAttribute attribute) => attribute is EventHubTriggerAttribute;

    public Trigger Read(TriggerSite site)
    {
        var attribute = (EventHubTriggerAttribute)site.Attribute;
        string hub = site.ExpandHub(attribute.EventHubName);
        string group = string.IsNullOrEmpty(attribute.ConsumerGroup) ? DefaultGroup : site.Expand(attribute.ConsumerGroup);

        // In Azure the two would take turns with the partitions, and each would miss half of the events.
        if (!readers.TryAdd($"{hub}/{group}", site.Function))
            throw site.Refuse($"'{readers[$"{hub}/{group}"]}' reads hub '{hub}' with consumer group '{group}' already. Give each its own group");
        return new StreamTrigger(hub, group, attribute.IsBatched, StreamBinding.For(site, attribute.IsBatched));
    }
}
