using System.Collections.Immutable;
using System.Reflection;
using FraudFunctions.Embedded.Invocations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FraudFunctions.Embedded.Functions;

/// <summary>A hub that a function appends to; <c>Name</c> is the property that holds the events, or <c>$return</c>.</summary>
internal sealed record StreamOutput(string Name, string Hub);

/// <summary>Where what a function returns goes: one binding on the method, or one per property of what it returns.</summary>
internal sealed class FunctionOutputs
{
    public const string Return = "$return";
    private readonly List<(string Name, Func<object, object?> Read)> properties = [];

    public IReadOnlyList<StreamOutput> Streams { get; private init; } = [];

    /// <summary>The property with the HTTP response, if there is one.</summary>
    public string? HttpResult { get; private init; }

    public IImmutableDictionary<string, BindingMetadata> Bindings { get; private init; } = ImmutableDictionary<string, BindingMetadata>.Empty;

    public static FunctionOutputs Read(TriggerSite site, Trigger trigger)
    {
        Type? result = MethodCalls.ResultOf(site.Method);
        if (OutputOn(site, site.Method) is { } onMethod)
        {
            if (result is null) throw site.Refuse("it has an output binding, but its method returns nothing");
            return new FunctionOutputs { Streams = [StreamOf(site, Return, onMethod)], Bindings = BindingsOf((Return, "eventHub")) };
        }

        var bound = (result?.GetProperties(BindingFlags.Public | BindingFlags.Instance) ?? [])
            .Select(property => (Property: property, Output: OutputOn(site, property)!))
            .Where(one => one.Output is not null)
            .ToList();
        if (bound.Count == 0) return new FunctionOutputs { Bindings = trigger.Type == "httpTrigger" ? BindingsOf((Return, "http")) : BindingsOf() };

        var responses = bound.Where(one => one.Output is HttpResultAttribute).ToList();
        if (responses.Count > 1) throw site.Refuse($"{result!.Name} has more than one [HttpResult]");
        var outputs = new FunctionOutputs
        {
            Streams = [.. bound.Except(responses).Select(one => StreamOf(site, one.Property.Name, one.Output))],
            HttpResult = responses.Count == 1 ? responses[0].Property.Name : null,
            Bindings = BindingsOf([.. bound.Select(one => (one.Property.Name, one.Output is HttpResultAttribute ? "http" : "eventHub"))]),
        };
        outputs.properties.AddRange(bound.Select(one => (one.Property.Name, MethodCalls.CompileGetter(one.Property))));
        return outputs;
    }

    /// <summary>Takes a multi-output object apart. Its place as the result is empty afterwards, as in the real worker.</summary>
    public void TakeFrom(InvocationValues values)
    {
        if (properties.Count == 0 || values.Result is not { } result) return;
        foreach ((string name, Func<object, object?> read) in properties)
        {
            if (read(result) is { } value) values.Outputs[name] = value;
        }

        values.Result = null;
    }

    private static OutputBindingAttribute? OutputOn(TriggerSite site, MemberInfo member)
    {
        OutputBindingAttribute[] outputs = [.. member.GetCustomAttributes<OutputBindingAttribute>()];
        return outputs.Length < 2 ? outputs.FirstOrDefault() : throw site.Refuse($"{member.Name} has more than one output binding");
    }

    private static StreamOutput StreamOf(TriggerSite site, string name, OutputBindingAttribute output) => output is EventHubOutputAttribute hub
        ? new(name, site.ExpandHub(hub.EventHubName))
        : throw site.Refuse($"{output.GetType().Name} is not known to the embedded runtime here");

    private static ImmutableDictionary<string, BindingMetadata> BindingsOf(params (string Name, string Type)[] bindings) =>
        bindings.ToImmutableDictionary(one => one.Name, one => (BindingMetadata)new Binding(one.Name, one.Type, BindingDirection.Out));
}
