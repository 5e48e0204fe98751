using System.Text.Json;

namespace FraudFunctions.Embedded.Journal;

/// <summary>Small files of the runtime's own.</summary>
internal static class JsonFile
{
    public static T Read<T>(string path, JsonSerializerOptions? json = null)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), json) ?? throw new JsonException("it holds null");
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"'{path}' does not hold what was written there: {wrong.Message}", wrong);
        }
    }
}
