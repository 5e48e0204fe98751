using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Embedded.Invocations;

/// <summary>A parameter whose value an <see cref="IInputConverter"/> makes.</summary>
internal sealed class ConverterBinding(string function, ParameterInfo parameter, Type converterType)
{
    private IInputConverter? converter;

    public async ValueTask<object?> BindAsync(Invocation invocation)
    {
        converter ??= (IInputConverter)ActivatorUtilities.GetServiceOrCreateInstance(invocation.InstanceServices, converterType);
        invocation.BindingContext.BindingData.TryGetValue(parameter.Name!, out object? source);
        ConversionResult result = await converter.ConvertAsync(new Request(parameter.ParameterType, source, invocation));
        return result.Status switch
        {
            ConversionStatus.Succeeded => result.Value,
            ConversionStatus.Failed => throw new BindingFailure(result.Error!.Message, result.Error),
            ConversionStatus.Unhandled => ParameterBinding.Missing(function, parameter),
        };
    }

    private sealed class Request(Type target, object? source, FunctionContext context) : ConverterContext
    {
        public override Type TargetType => target;
        public override object? Source => source;
        public override FunctionContext FunctionContext => context;
        public override IReadOnlyDictionary<string, object> Properties => ImmutableDictionary<string, object>.Empty;
    }
}
