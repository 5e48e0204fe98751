using System.Text.Json;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Decisions;

/// <summary>Reads back the document of a decision.</summary>
public static class DecisionReader
{
    /// <summary>Throws <see cref="InvalidDataException"/> when the document is no decision.</summary>
    public static Decision Read(ReadOnlyMemory<byte> document)
    {
        try
        {
            using JsonDocument parsed = JsonDocument.Parse(document);
            return Read(parsed.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"A stored decision cannot be read: {broken.Message}", broken);
        }
    }

    private static Decision Read(JsonElement json)
    {
        JsonElement source = json.GetProperty("source");
        DateTimeOffset arrived = json.GetProperty("arrivedAt").GetDateTimeOffset();
        return new Decision
        {
            Transaction = ReadTransaction(json.GetProperty("transaction")),
            Number = json.GetProperty("number").GetInt64(),
            ArrivedAt = arrived,
            Source = new EventSource(source.GetProperty("stream").GetString()!, source.GetProperty("sequence").GetInt64()),
            Features = [.. json.GetProperty("features").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? float.NaN : value.GetSingle())],
            Observation = new Observation(json.GetProperty("high").GetBoolean(), json.GetProperty("late").GetBoolean()),
            Versions = new DecisionVersions(
                json.GetProperty("schema").GetString()!,
                json.GetProperty("model").GetString(),
                json.GetProperty("rules").GetInt32(),
                json.GetProperty("lists").GetInt32(),
                json.GetProperty("policy").GetInt32(),
                json.GetProperty("content").GetString()!),
            Assessment = new Assessment
            {
                ModelOutput = json.TryGetProperty("modelOutput", out JsonElement output) ? output.GetSingle() : null,
                Probability = json.TryGetProperty("probability", out JsonElement probability) ? probability.GetDouble() : null,
                RuleHits = Texts(json, "ruleHits"),
                ShadowHits = Texts(json, "shadowHits"),
                Outcome = Choice<Outcome>(json.GetProperty("outcome")),
                Choice = json.TryGetProperty("choice", out JsonElement choice)
                    ? new Choice(Choice<Outcome>(choice.GetProperty("greedy")), [.. choice.GetProperty("propensities").EnumerateArray().Select(one => one.GetDouble())])
                    : null,
                ExpectedLossMinor = json.GetProperty("expectedLossMinor").GetDouble(),
                Reasons = [.. json.GetProperty("reasons").EnumerateArray().Select(ReadReason)],
                Degraded = Texts(json, "degraded"),
            },
            Previous = json.GetProperty("previous").GetString(),
        };
    }

    private static Transaction ReadTransaction(JsonElement json)
    {
        Parsed<Transaction> parsed = TransactionReader.ReadCanonical(System.Text.Encoding.UTF8.GetBytes(json.GetRawText()));
        return parsed.Value ?? throw new InvalidDataException($"A stored decision holds no transaction: {parsed.Problem!.Field} {parsed.Problem.Message}.");
    }

    private static Reason ReadReason(JsonElement json) => new(
        json.GetProperty("code").GetString()!,
        Choice<ReasonOrigin>(json.GetProperty("origin")),
        json.GetProperty("contribution").GetDouble(),
        [.. json.GetProperty("evidence").EnumerateArray().Select(evidence => new Evidence(evidence.GetProperty("feature").GetString()!, evidence.GetProperty("value").GetSingle()))]);

    private static IReadOnlyList<string> Texts(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    private static T Choice<T>(JsonElement json) where T : struct, Enum
        => Choices<T>.ByName.TryGetValue(json.GetString() ?? "", out T value) ? value : throw new FormatException($"'{json}' is no {typeof(T).Name}.");
}
