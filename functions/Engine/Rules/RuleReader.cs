using System.Text.Json;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Rules.Operators;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Rules;

/// <summary>
/// Reads rules from JSON against a feature schema. A rule that names what does not exist is refused as a whole set: half a rule book is
/// worse than yesterday's.
/// </summary>
/// <example>
/// <code>
/// {"version": 1, "rules": [{"id": "burst", "code": "VELOCITY", "text": "…", "status": "live", "atLeast": "challenge",
///   "when": {"all": [{"field": "channel", "in": ["online"]}, {"feature": "customer_count_1h", "atLeast": 6}]}}]}
/// </code>
/// </example>
public static class RuleReader
{
    /// <summary>Rules that were accepted before; what an older release let pass stays readable.</summary>
    public static RuleSet Read(ReadOnlySpan<byte> utf8, FeatureSchema schema)
    {
        using JsonDocument document = JsonDocument.Parse(utf8.ToArray());
        return Read(document.RootElement, schema);
    }

    /// <summary>Rules that somebody wants to have, to the letter: what is not known, twice there or without words is refused.</summary>
    public static RuleSet ReadStrictly(ReadOnlySpan<byte> utf8, FeatureSchema schema)
    {
        using JsonDocument document = JsonDocument.Parse(utf8.ToArray());
        RuleLetter.Check(document.RootElement);
        return Read(document.RootElement, schema);
    }

    private static RuleSet Read(JsonElement document, FeatureSchema schema)
    {
        Dictionary<string, int> features = schema.Columns.Select((column, index) => (column.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
        List<Rule> rules = [];
        foreach (JsonElement rule in Member(document, "rules", "the rule set").EnumerateArray())
            rules.Add(ReadRule(rule, features));
        if (rules.GroupBy(rule => rule.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new FormatException($"Rule '{twice.Key}' is there twice.");
        // One that is not stored has none yet.
        return new RuleSet(document.TryGetProperty("version", out JsonElement version) ? version.GetInt32() : 0, rules);
    }

    private static Rule ReadRule(JsonElement json, Dictionary<string, int> features)
    {
        string id = Text(Member(json, "id", "a rule"), "id", "a rule");
        string where = $"rule '{id}'";
        Rule rule = new()
        {
            Id = id,
            Code = Text(Member(json, "code", where), "code", where),
            Text = Text(Member(json, "text", where), "text", where),
            Status = json.TryGetProperty("status", out JsonElement status) ? Choice<RuleStatus>(status, "status", where) : RuleStatus.Shadow,
            AtLeast = json.TryGetProperty("atLeast", out JsonElement floor) ? Choice<Outcome>(floor, "atLeast", where) : null,
            AtMost = json.TryGetProperty("atMost", out JsonElement ceiling) ? Choice<Outcome>(ceiling, "atMost", where) : null,
            When = ReadCondition(Member(json, "when", where), features, where),
            Disclosure = json.TryGetProperty("disclosure", out JsonElement disclosure) ? Choice<Disclosure>(disclosure, "disclosure", where) : Disclosure.Guarded,
        };
        if (disclosure.ValueKind != JsonValueKind.Undefined && rule.Disclosure == Disclosure.Open)
            throw new FormatException($"In {where}: 'disclosure' is guarded or secret; a rule has no words for customers.");
        return (rule.AtLeast is null) == (rule.AtMost is null) ? throw new FormatException($"In {where}: give either 'atLeast' or 'atMost'.") : rule;
    }

    private static Condition ReadCondition(JsonElement json, Dictionary<string, int> features, string where)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FormatException($"In {where}: a condition is an object.");
        if (json.TryGetProperty("all", out JsonElement all))
            return new All([.. all.EnumerateArray().Select(part => ReadCondition(part, features, where))]);
        if (json.TryGetProperty("any", out JsonElement any))
            return new Any([.. any.EnumerateArray().Select(part => ReadCondition(part, features, where))]);
        if (json.TryGetProperty("not", out JsonElement not))
            return new Not(ReadCondition(not, features, where));
        if (json.TryGetProperty("feature", out JsonElement feature))
            return ReadFeature(json, Text(feature, "feature", where), features, where);
        if (json.TryGetProperty("field", out JsonElement field))
            return ReadField(json, Text(field, "field", where), where);
        throw new FormatException($"In {where}: a condition is one of all, any, not, feature, field.");
    }

    private static FeatureBetween ReadFeature(JsonElement json, string name, Dictionary<string, int> features, string where)
    {
        if (!features.TryGetValue(name, out int index))
            throw new FormatException($"In {where}: there is no feature '{name}'.");
        bool hasLeast = json.TryGetProperty("atLeast", out JsonElement least);
        bool hasBelow = json.TryGetProperty("below", out JsonElement below);
        if (!hasLeast && !hasBelow)
            throw new FormatException($"In {where}: feature '{name}' needs 'atLeast', 'below' or both.");
        return new FeatureBetween(index, hasLeast ? least.GetDouble() : double.NegativeInfinity, hasBelow ? below.GetDouble() : double.PositiveInfinity);
    }

    private static Condition ReadField(JsonElement json, string path, string where)
    {
        TransactionField field = TransactionField.Find(path)
            ?? throw new FormatException($"In {where}: there is no field '{path}'; known are {string.Join(", ", TransactionField.Paths)}.");
        if (json.TryGetProperty("onList", out JsonElement list))
            return new Listed(field, Text(list, "onList", where));
        if (json.TryGetProperty("in", out JsonElement values))
            return new FieldIn(field, [.. values.EnumerateArray().Select(value => Text(value, "in", where))]);
        throw new FormatException($"In {where}: field '{path}' needs 'in' or 'onList'.");
    }

    private static T Choice<T>(JsonElement json, string name, string where) where T : struct, Enum
        => json.GetString() is { } text && Choices<T>.ByName.TryGetValue(text, out T value)
            ? value
            : throw new FormatException($"In {where}: '{name}' is '{json}'; known are {string.Join(", ", Choices<T>.Names)}.");

    private static string Text(JsonElement json, string name, string where)
        => json.ValueKind == JsonValueKind.String ? json.GetString()! : throw new FormatException($"In {where}: '{name}' must be a text.");

    private static JsonElement Member(JsonElement json, string name, string where)
        => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value : throw new FormatException($"In {where}: '{name}' is missing.");
}
