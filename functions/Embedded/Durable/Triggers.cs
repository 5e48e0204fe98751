using System.Reflection;
using FraudFunctions.Embedded.Durable.Turns;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;

namespace FraudFunctions.Embedded.Durable;

/// <summary>A function that is an orchestrator. Its input is a parameter of its own, or asked of the context.</summary>
internal sealed class OrchestrationTrigger(string name, ParameterInfo? input) : Trigger
{
    public override string Type => "orchestrationTrigger";
    public override ParameterBinder Bind => invocation => new(invocation.TriggerValue);

    /// <summary>Under which it is started.</summary>
    public string Name => name;

    public override ParameterBinder? BindOther(ParameterInfo parameter) => parameter.Position == input?.Position
        ? invocation => new(((OrchestratorContext)invocation.TriggerValue).InputAs(parameter.ParameterType)
            ?? ParameterBinding.Missing(invocation.Function.Name, parameter))
        : null;

    public override FunctionFacts Describe(FunctionFacts facts) => facts;
}

/// <summary>A function that is an activity.</summary>
internal sealed class ActivityTrigger(string function, string name, ParameterInfo parameter) : Trigger
{
    public override string Type => "activityTrigger";

    public override ParameterBinder Bind => parameter.ParameterType == typeof(FunctionContext)
        ? invocation => new(invocation)
        : invocation => new(((ActivityInput)invocation.TriggerValue).As(parameter.ParameterType) ?? ParameterBinding.Missing(function, parameter));

    /// <summary>Under which it is called.</summary>
    public string Name => name;

    public override FunctionFacts Describe(FunctionFacts facts) => facts;
}

/// <summary>An activity's input, still as text.</summary>
internal sealed record ActivityInput(string? Text, DataConverter Converter)
{
    public object? As(Type type)
    {
        if (Text is null) return null;
        try
        {
            return Converter.Deserialize(Text, type);
        }
        catch (Exception wrong)
        {
            throw new InvalidOperationException($"The activity's input is no {type.Name}.", wrong);
        }
    }
}

/// <summary>Reads orchestration triggers.</summary>
internal sealed class OrchestrationTriggerKind : ITriggerKind
{
    public bool Handles(TriggerBindingAttribute attribute) => attribute is OrchestrationTriggerAttribute;

    public Trigger Read(TriggerSite site)
    {
        if (site.Parameter.ParameterType != typeof(TaskOrchestrationContext))
            throw site.Refuse($"the parameter '{site.Parameter.Name}' of an orchestration trigger must be a TaskOrchestrationContext");
        if (site.Method.GetCustomAttributes<OutputBindingAttribute>().Any())
            throw site.Refuse("an orchestrator is run again and again, so it has no output bindings: let an activity hand things on");
        return new OrchestrationTrigger(((OrchestrationTriggerAttribute)site.Attribute).Orchestration ?? site.Function, InputOf(site));
    }

    /// <summary>The first parameter that nothing else gives a value.</summary>
    private static ParameterInfo? InputOf(TriggerSite site) => site.Method.GetParameters().FirstOrDefault(parameter =>
        parameter.Position != site.Parameter.Position
        && parameter.ParameterType != typeof(FunctionContext)
        && parameter.ParameterType != typeof(CancellationToken)
        && parameter.ParameterType != typeof(HttpRequest)
        && !parameter.GetCustomAttributes<BindingAttribute>().Any());
}

/// <summary>Reads activity triggers.</summary>
internal sealed class ActivityTriggerKind : ITriggerKind
{
    public bool Handles(TriggerBindingAttribute attribute) => attribute is ActivityTriggerAttribute;

    public Trigger Read(TriggerSite site) => site.Parameter.ParameterType == typeof(TaskActivityContext)
        ? throw site.Refuse("a TaskActivityContext is for classes that are activities; a function takes its input or a FunctionContext")
        : new ActivityTrigger(site.Function, ((ActivityTriggerAttribute)site.Attribute).Activity ?? site.Function, site.Parameter);
}
