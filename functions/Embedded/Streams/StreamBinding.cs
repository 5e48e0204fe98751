using System.Reflection;
using System.Text;
using System.Text.Json;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;
using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Embedded.Streams;

/// <summary>
/// Turns events into what a function's parameter asks for: <c>string[]</c>, <c>byte[][]</c>, a collection of records, or
/// one of these alone. With records, one malformed event fails its whole batch before the function sees any: prefer strings.
/// </summary>
internal static class StreamBinding
{
    private delegate T Read<out T>(LoggedEvent logged, JsonSerializerOptions json);

    public static ParameterBinder For(TriggerSite site, bool batched)
    {
        Type type = site.Parameter.ParameterType;
        if (!batched) return Create(nameof(One), type, site);
        Type element = ElementOf(type) ?? throw site.Refuse(
            $"its trigger is batched, but the parameter '{site.Parameter.Name}' is a {type.Name}. Take an array, or set IsBatched = false");
        return Create(nameof(Many), element, site);
    }

    private static ParameterBinder Create(string name, Type element, TriggerSite site)
    {
        MethodInfo generic = typeof(StreamBinding).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
        return generic.MakeGenericMethod(element).CreateDelegate<Func<TriggerSite, ParameterBinder>>()(site);
    }

    private static ParameterBinder One<T>(TriggerSite site)
    {
        Read<T> read = ReaderOf<T>();
        return invocation => new(read(((StreamBatch)invocation.TriggerValue).Events[0], ParameterBinding.JsonOf(invocation)));
    }

    private static ParameterBinder Many<T>(TriggerSite site)
    {
        Read<T> read = ReaderOf<T>();
        bool array = site.Parameter.ParameterType.IsAssignableFrom(typeof(T[]));
        if (!array && !site.Parameter.ParameterType.IsAssignableFrom(typeof(List<T>)))
            throw site.Refuse($"the parameter '{site.Parameter.Name}' must take a {typeof(T).Name}[] or a List<{typeof(T).Name}>");
        return invocation =>
        {
            IReadOnlyList<LoggedEvent> events = ((StreamBatch)invocation.TriggerValue).Events;
            JsonSerializerOptions json = ParameterBinding.JsonOf(invocation);
            var values = new T[events.Count];
            for (int i = 0; i < values.Length; i++) values[i] = read(events[i], json);
            return new(array ? values : new List<T>(values));
        };
    }

    private static Type? ElementOf(Type type)
    {
        if (type == typeof(string) || type == typeof(byte[])) return null;
        if (type.IsArray) return type.GetElementType();
        return type.GetInterfaces().Append(type)
            .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
    }

    private static Read<T> ReaderOf<T>()
    {
        if (typeof(T) == typeof(string)) return (Read<T>)(object)(Read<string>)((logged, _) => Encoding.UTF8.GetString(logged.Body.Span));
        if (typeof(T) == typeof(byte[])) return (Read<T>)(object)(Read<byte[]>)((logged, _) => logged.Body.ToArray());
        if (typeof(T) == typeof(ReadOnlyMemory<byte>)) return (Read<T>)(object)(Read<ReadOnlyMemory<byte>>)((logged, _) => logged.Body);
        return (logged, json) =>
        {
            try
            {
                return JsonSerializer.Deserialize<T>(logged.Body.Span, json)!;
            }
            catch (JsonException malformed)
            {
                throw new BindingFailure($"event {logged.Sequence} of partition {logged.Partition} is no {typeof(T).Name}", malformed);
            }
        };
    }
}
