using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>Whether a document may become the next version of the rules, the lists or the policy: read by the readers that decisions use, and some sense.</summary>
internal static class Promotion
{
    private const string Content = "content";

    /// <summary>What is wrong with it, or null.</summary>
    public static FieldProblem? Check(RulebookPart part, JsonElement content, ActiveVersions active)
    {
        if (content.ValueKind != JsonValueKind.Object || !content.TryGetProperty("version", out JsonElement version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int from))
            return new FieldProblem("missing", "content.version", "must be the version that it was made from");
        if (from != active.Of(part))
            return new FieldProblem("outdated", "content.version", $"is {from}, and version {active.Of(part)} decides now: make the change there");
        if (TryVersion(content, from + 1) is not { } body)
            return new FieldProblem("invalid-json", Content, "holds text that is not Unicode");
        try
        {
            return part switch
            {
                RulebookPart.Rules => RulesReader.Read(body, Content).Problem,
                RulebookPart.Lists => CheckLists(body),
                RulebookPart.Policy => CheckPolicy.Of(Rulebook.ReadPolicy(body), ActiveBasis.Schema) is { } wrong ? wrong with { Field = "content." + wrong.Field } : null,
            };
        }
        catch (JsonException refused)
        {
            return RequestReading.Refusal(refused, Content);
        }
    }

    private static byte[]? TryVersion(JsonElement content, int version)
    {
        try
        {
            return WithVersion(content, version);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The same document with another version.</summary>
    public static byte[] WithVersion(JsonElement content, int version)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("version"u8, version);
            foreach (JsonProperty member in content.EnumerateObject().Where(member => !member.NameEquals("version"u8)))
                member.WriteTo(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static FieldProblem? CheckLists(byte[] body)
    {
        Rulebook.StoredLists stored = JsonSerializer.Deserialize<Rulebook.StoredLists>(body, Rulebook.Options)!;
        if (stored.Lists is null || stored.Lists.Any(list => list is null || list.Name is not { Length: > 0 } || list.Entries is null))
            return new FieldProblem("missing", "content.lists", "must be lists, each with name, kind and entries");
        if (stored.Lists.GroupBy(list => list.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return new FieldProblem("duplicate", "content.lists", $"hold '{twice.Key}' twice");
        return stored.Lists.FirstOrDefault(list => list.Entries.Any(entry => entry is null || entry.Value is not { Length: > 0 } || string.IsNullOrWhiteSpace(entry.Reason) || string.IsNullOrWhiteSpace(entry.Source))) is { } incomplete
            ? new FieldProblem("missing", "content.lists", $"hold an entry on '{incomplete.Name}' without a value, a reason or a source")
            : null;
    }
}
