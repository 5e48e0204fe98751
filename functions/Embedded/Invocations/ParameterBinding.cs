using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FraudFunctions.Embedded.Invocations;

/// <summary>Gives one parameter its value. Throws <see cref="BindingFailure"/> when what there is does not fit.</summary>
internal delegate ValueTask<object?> ParameterBinder(Invocation invocation);

/// <summary>A value was there, but could not become what the parameter asks for.</summary>
internal sealed class BindingFailure(string reason, Exception? inner = null) : Exception(reason, inner);

/// <summary>Binds parameters as the real worker does: by type, by converter attribute, else by name from the trigger's metadata.</summary>
internal static class ParameterBinding
{
    public static ParameterBinder For(string function, ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (ConverterOf(parameter) is { } converter) return new ConverterBinding(function, parameter, converter).BindAsync;
        if (type == typeof(FunctionContext)) return invocation => new(invocation);
        if (type == typeof(CancellationToken)) return invocation => new(invocation.CancellationToken);
        if (type == typeof(HttpRequest)) return invocation => new(invocation.GetHttpContext()?.Request);

        string name = parameter.Name!;
        return invocation => new(invocation.BindingContext.BindingData.TryGetValue(name, out object? source) && source is not null
            ? MetadataConversion.To(type, source, JsonOf(invocation))
            : Missing(function, parameter));
    }

    /// <summary>Binds all parameters and reports every one that failed.</summary>
    public static async ValueTask<object?[]> BindAsync(string function, IReadOnlyList<ParameterBinder> binders, Invocation invocation)
    {
        object?[] values = new object?[binders.Count];
        List<BindingFailure>? failures = null;
        for (int i = 0; i < values.Length; i++)
        {
            try
            {
                values[i] = await binders[i](invocation);
            }
            catch (BindingFailure failure)
            {
                string name = invocation.FunctionDefinition.Parameters[i].Name;
                (failures ??= []).Add(new BindingFailure($"parameter '{name}': {failure.Message}", failure.InnerException));
            }
        }

        return failures is null ? values : throw new FunctionInputConverterException(
            $"Function '{function}' cannot run: {string.Join("; ", failures.Select(failure => failure.Message))}.", failures[0].InnerException);
    }

    /// <summary>The worker's JSON: names in any case are read, names as declared are written.</summary>
    public static JsonSerializerOptions JsonOf(FunctionContext context) =>
        context.InstanceServices.GetRequiredService<IOptions<JsonSerializerOptions>>().Value;

    /// <summary>What a parameter gets when there is nothing for it. A non-nullable reference silently gets null, as in Azure.</summary>
    public static object? Missing(string function, ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (parameter.HasDefaultValue) return parameter.DefaultValue ?? (type.IsValueType ? Activator.CreateInstance(type) : null);
        if (!type.IsValueType || Nullable.GetUnderlyingType(type) is not null) return null;
        throw new FunctionInputConverterException(
            $"Function '{function}' cannot run: there is no value for parameter '{parameter.Name}'. Make it nullable or give it a default.");
    }

    private static Type? ConverterOf(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<InputConverterAttribute>()?.ConverterType
        ?? parameter.GetCustomAttribute<InputBindingAttribute>()?.GetType().GetCustomAttribute<InputConverterAttribute>()?.ConverterType;
}
