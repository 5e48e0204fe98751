using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FraudFunctions.App.Platform;

/// <summary>What a member of a document must look like, by what it is read into.</summary>
internal static class ExpectedShape
{
    /// <summary>In words that go behind the member's name; null where there are none better than "wrong".</summary>
    /// <param name="root">What the document is read into.</param>
    /// <param name="path">Where the reader stopped, such as <c>$.lists[0].kind</c>.</param>
    public static string? Of(Type root, string? path)
    {
        Type? type = root;
        foreach (string step in (path ?? "$").TrimStart('$').Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (type is null)
                return null;
            JsonTypeInfo shape = Json.Options.GetTypeInfo(type);
            type = step.StartsWith('[') ? shape.ElementType : shape.Properties.FirstOrDefault(member => member.Name == step)?.PropertyType;
        }
        return type is null ? null : Words(Nullable.GetUnderlyingType(type) ?? type);
    }

    private static string? Words(Type type)
    {
        if (type.IsEnum)
            return $"is none of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}";
        if (type == typeof(DateTimeOffset))
            return "is not a time written like 2026-03-01T00:00:00Z";
        if (type == typeof(int) || type == typeof(long))
            return "is not a whole number";
        if (type == typeof(double))
            return "is not a number";
        if (type == typeof(bool))
            return "is neither true nor false";
        if (type == typeof(string))
            return "is not a text";
        return null;
    }
}
