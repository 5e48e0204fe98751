using System.Collections.Frozen;
using System.Text.Json;

namespace FraudFunctions.Engine.Transactions;

/// <summary>The camelCase names under which an enum travels.</summary>
public static class Choices<T> where T : struct, Enum
{
    public static readonly string[] Names = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static readonly FrozenDictionary<string, T> ByName =
        Names.Zip(Enum.GetValues<T>()).ToFrozenDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    public static string NameOf(T value) => Names[Array.IndexOf(Enum.GetValues<T>(), value)];
}
