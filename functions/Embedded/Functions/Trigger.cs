using System.Reflection;
using FraudFunctions.Embedded.Invocations;
using FraudFunctions.Embedded.Journal;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FraudFunctions.Embedded.Functions;

/// <summary>A kind of trigger: reads its attribute, and refuses at build what could not run.</summary>
internal interface ITriggerKind
{
    bool Handles(TriggerBindingAttribute attribute);

    Trigger Read(TriggerSite site);
}

/// <summary>What makes one function run: its attribute checked, its settings filled in.</summary>
internal abstract class Trigger
{
    /// <summary>The binding's type as Azure writes it, such as <c>httpTrigger</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Gives the parameter that carries the trigger its value.</summary>
    public abstract ParameterBinder Bind { get; }

    /// <summary>Gives another parameter its value where the kind has its own rule for it.</summary>
    public virtual ParameterBinder? BindOther(ParameterInfo parameter) => null;

    /// <summary>Adds where it listens: a route, a hub, a schedule.</summary>
    public abstract FunctionFacts Describe(FunctionFacts facts);
}

/// <summary>The place in the code where a trigger stands.</summary>
internal sealed record TriggerSite(string Function, MethodInfo Method, ParameterInfo Parameter, TriggerBindingAttribute Attribute, Settings Settings)
{
    public string Expand(string text) => Settings.Expand(text, Refuse);

    /// <summary>A hub's name from an attribute.</summary>
    public string ExpandHub(string text)
    {
        string hub = Expand(text);
        return HubName.Pattern().IsMatch(hub) ? hub : throw Refuse($"'{hub}' is no name for a hub: {HubName.Rule}");
    }

    public InvalidOperationException Refuse(string reason) => FunctionDiscovery.Refuse(Function, reason);
}
