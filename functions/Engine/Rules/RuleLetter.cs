using System.Text.Json;

namespace FraudFunctions.Engine.Rules;

/// <summary>Whether a document of rules says what it says once, and nothing that nobody reads: half of what was meant is not what was meant.</summary>
internal static class RuleLetter
{
    private static readonly string[] ofSet = ["version", "rules"];
    private static readonly string[] ofRule = ["id", "code", "text", "status", "atLeast", "atMost", "when", "disclosure"];
    private static readonly string[] spoken = ["id", "code", "text"];

    // By the member that says which kind of condition it is.
    private static readonly Dictionary<string, string[]> ofConditions = new(StringComparer.Ordinal)
    {
        ["all"] = ["all"],
        ["any"] = ["any"],
        ["not"] = ["not"],
        ["feature"] = ["feature", "atLeast", "below"],
        ["field"] = ["field", "in", "onList"],
    };

    /// <summary>Throws what is wrong in words that name the rule.</summary>
    public static void Check(JsonElement set)
    {
        Known(set, "the rule set", ofSet);
        if (!set.TryGetProperty("rules", out JsonElement rules))
            return;
        foreach (JsonElement rule in Items(rules, "rules", "the rule set"))
        {
            string where = rule.ValueKind == JsonValueKind.Object && rule.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String ? $"rule '{id.GetString()}'" : "a rule";
            Known(rule, where, ofRule);
            if (spoken.FirstOrDefault(name => rule.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String && text.GetString() is "") is { } silent)
                throw new FormatException($"In {where}: '{silent}' is empty.");
            if (rule.TryGetProperty("when", out JsonElement when))
                Condition(when, where);
        }
    }

    private static void Condition(JsonElement condition, string where)
    {
        // What is no condition at all is refused when it is read.
        if (condition.ValueKind != JsonValueKind.Object || ofConditions.Keys.FirstOrDefault(kind => condition.TryGetProperty(kind, out _)) is not { } kind)
            return;
        Known(condition, where, ofConditions[kind]);
        JsonElement said = condition.GetProperty(kind);
        if (kind is "all" or "any")
        {
            foreach (JsonElement part in Items(said, kind, where))
                Condition(part, where);
        }
        else if (kind == "not")
        {
            Condition(said, where);
        }
        else if (kind == "field" && condition.TryGetProperty("in", out _) && condition.TryGetProperty("onList", out _))
        {
            throw new FormatException($"In {where}: give either 'in' or 'onList'.");
        }
        else if (condition.TryGetProperty("atLeast", out JsonElement least) && condition.TryGetProperty("below", out JsonElement below)
            && least.ValueKind == JsonValueKind.Number && below.ValueKind == JsonValueKind.Number && least.GetDouble() >= below.GetDouble())
        {
            throw new FormatException($"In {where}: nothing is at least {least} and below {below}.");
        }
    }

    private static void Known(JsonElement json, string where, string[] known)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{where} must be a JSON object.");
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (!known.Contains(member.Name))
                throw new FormatException($"In {where}: '{member.Name}' is not known here; known are {string.Join(", ", known)}.");
            if (!seen.Add(member.Name))
                throw new FormatException($"In {where}: '{member.Name}' is there twice.");
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement json, string name, string where)
        => json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : throw new FormatException($"In {where}: '{name}' must be a list.");
}
