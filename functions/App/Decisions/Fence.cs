using System.Text.Json;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// How far each stream's partition has been applied to a state. Within a partition events arrive in order, so one number says of every event
/// whether its effect is already there.
/// </summary>
public sealed class Fence
{
    private readonly (string Stream, long Sequence)[] passed;

    private Fence((string, long)[] passed) => this.passed = passed;

    public static Fence None { get; } = new([]);

    /// <summary>Whether the event of that source has been applied. An event without a place in a stream is never behind a fence.</summary>
    public bool HasPassed(EventSource source)
    {
        foreach ((string stream, long sequence) in passed)
        {
            if (stream == source.Stream)
                return source.Sequence >= 0 && source.Sequence <= sequence;
        }
        return false;
    }

    /// <summary>The fence after that event.</summary>
    public Fence Past(EventSource source)
    {
        if (source.Sequence < 0 || HasPassed(source))
            return this;
        for (int i = 0; i < passed.Length; i++)
        {
            if (passed[i].Stream != source.Stream)
                continue;
            (string, long)[] moved = [.. passed];
            moved[i] = (source.Stream, source.Sequence);
            return new Fence(moved);
        }
        return new Fence([.. passed.Append((source.Stream, source.Sequence)).OrderBy(one => one.Item1, StringComparer.Ordinal)]);
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("fence"u8);
        foreach ((string stream, long sequence) in passed)
            json.WriteNumber(stream, sequence);
        json.WriteEndObject();
    }

    internal static Fence Read(JsonElement json)
        => new([.. json.GetProperty("fence").EnumerateObject().Select(one => (one.Name, one.Value.GetInt64()))]);
}
