using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FraudFunctions.Embedded.Invocations;

/// <summary>
/// Turns a trigger's metadata into what a parameter asks for, by the real worker's rules: it fits as it is, or it is a
/// text that holds a guid, a time, bytes or JSON. So "42" is an int, and "active" is no enum.
/// </summary>
internal static class MetadataConversion
{
    public static object? To(Type type, object source, JsonSerializerOptions json)
    {
        if (type.IsInstanceOfType(source)) return source;
        string text = source as string ?? JsonSerializer.Serialize(source, source.GetType(), json);
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string)) return text;
        if (plain == typeof(Guid) && Guid.TryParse(text, out Guid guid)) return guid;
        if (plain == typeof(DateTimeOffset) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)) return moment;
        if (plain == typeof(DateTime) && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time)) return time;
        if (plain == typeof(byte[])) return Encoding.UTF8.GetBytes(text);
        if (plain == typeof(ReadOnlyMemory<byte>)) return new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(text));
        try
        {
            return JsonSerializer.Deserialize(text, type, json);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            // Without the text: it ends up in the log, and partition keys and routes hold customers' ids.
            throw new BindingFailure($"what came is no {type.Name}", error);
        }
    }
}
