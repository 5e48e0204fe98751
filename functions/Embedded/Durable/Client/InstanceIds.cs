namespace FraudFunctions.Embedded.Durable.Client;

/// <summary>Which ids an orchestration may have: they stand in addresses.</summary>
internal static class InstanceIds
{
    private const int Longest = 256;

    public static void Check(string id)
    {
        if (string.IsNullOrEmpty(id) || id.Length > Longest || id[0] == '@' || id.AsSpan().IndexOfAny("/\\#?") >= 0 || id.Any(char.IsControl))
            throw new ArgumentException($"'{id}' is no id for an orchestration: 1 to {Longest} characters, no '@' in front, no '/', '\\', '#', '?' and no control characters.", nameof(id));
    }
}
