using System.Collections.Immutable;
using System.Reflection;
using FraudFunctions.Embedded.Invocations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Embedded.Functions;

/// <summary>A function that was found, with everything needed to run it.</summary>
internal sealed class FunctionEntry(TriggerSite site, Trigger trigger, RetryPolicy? retry) : FunctionDefinition
{
    private readonly MethodInfo method = site.Method;
    private readonly ObjectFactory? create = site.Method.IsStatic ? null : ActivatorUtilities.CreateFactory(site.Method.DeclaringType!, Type.EmptyTypes);
    private readonly MethodCall call = MethodCalls.Compile(site.Method);
    private readonly FunctionOutputs outputs = FunctionOutputs.Read(site, trigger);
    private readonly ParameterBinder[] binders =
        [.. site.Method.GetParameters().Select(parameter => parameter.Position == site.Parameter.Position ? trigger.Bind : trigger.BindOther(parameter) ?? ParameterBinding.For(site.Function, parameter))];

    public override string Name => site.Function;
    public override string Id => site.Function;
    public override string PathToAssembly => method.Module.FullyQualifiedName;
    public override string EntryPoint => $"{method.DeclaringType!.FullName}.{method.Name}";
    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. site.Method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType, parameter.HasDefaultValue, parameter.HasDefaultValue ? parameter.DefaultValue : null))];
    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
        ImmutableDictionary<string, BindingMetadata>.Empty.Add(site.Parameter.Name!, new Binding(site.Parameter.Name!, trigger.Type, BindingDirection.In));
    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => outputs.Bindings;

    public Trigger Trigger => trigger;
    public FunctionOutputs Outputs => outputs;
    public RetryPolicy? Retry => retry;

    /// <summary>Binds the parameters, makes an instance, calls the method and sorts what it returned.</summary>
    public async Task ExecuteAsync(FunctionContext context, InvocationValues values)
    {
        object?[] arguments = await ParameterBinding.BindAsync(Name, binders, values.Invocation);
        object? instance = create?.Invoke(context.InstanceServices, null);
        values.Result = await call(instance, arguments);
        outputs.TakeFrom(values);
    }
}

/// <summary>One binding of a function.</summary>
internal sealed class Binding(string name, string type, BindingDirection direction) : BindingMetadata
{
    public override string Name => name;
    public override string Type => type;
    public override BindingDirection Direction => direction;
}
