using System.Collections;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;
using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Embedded.Streams;

/// <summary>Appends what a function hands on. Done, and on disk, before the function's input counts as handled.</summary>
internal sealed class StreamOutputs(EventLog log)
{
    // The declared type decides what of an element is written, as it does when the whole collection is serialised.
    private static readonly ConcurrentDictionary<Type, Type> ElementTypes = new();

    public async Task AppendAsync(Invocation invocation)
    {
        InvocationValues values = invocation.Values;
        IReadOnlyList<StreamOutput> streams = invocation.Function.Outputs.Streams;
        if (values.Appended || streams.Count == 0) return;
        values.Appended = true;
        await Task.WhenAll(streams.Select(stream => AppendAsync(stream, values, ParameterBinding.JsonOf(invocation))));
    }

    private Task AppendAsync(StreamOutput stream, InvocationValues values, JsonSerializerOptions json)
    {
        object? value = stream.Name == FunctionOutputs.Return ? values.Result : values.Outputs.GetValueOrDefault(stream.Name);
        NewEvent[] events = [.. EventsOf(value, json).Select(body => new NewEvent(body))];
        return events.Length == 0 ? Task.CompletedTask : log.AppendAsync(stream.Hub, events);
    }

    /// <summary>
    /// The real binding's shapes: null is nothing; a text, bytes or a record one event; a collection one per element,
    /// where bytes become base64. Records are written in the worker's JSON.
    /// </summary>
    internal static IEnumerable<byte[]> EventsOf(object? value, JsonSerializerOptions json) => value switch
    {
        null => [],
        string text => [Encoding.UTF8.GetBytes(text)],
        byte[] bytes => [bytes],
        IDictionary => [ToJson(value, value.GetType(), json)],
        IEnumerable many => ElementsOf(many, json),
        _ => [ToJson(value, value.GetType(), json)],
    };

    private static IEnumerable<byte[]> ElementsOf(IEnumerable many, JsonSerializerOptions json)
    {
        Type declared = ElementTypes.GetOrAdd(many.GetType(), ElementOf);
        foreach (object? element in many)
        {
            if (element is null) continue;
            yield return element switch
            {
                string text => Encoding.UTF8.GetBytes(text),
                byte[] bytes => Encoding.UTF8.GetBytes(Convert.ToBase64String(bytes)),
                _ => ToJson(element, declared, json),
            };
        }
    }

    private static Type ElementOf(Type collection) => collection.GetInterfaces()
        .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0] ?? typeof(object);

    private static byte[] ToJson(object value, Type type, JsonSerializerOptions json) => JsonSerializer.SerializeToUtf8Bytes(value, type, json);
}
