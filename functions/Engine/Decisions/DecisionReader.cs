using System.Globalization;
using System.Runtime.InteropServices;
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
            Memory = json.TryGetProperty("memory", out JsonElement memory) ? ReadMemory(memory) : null,
            Versions = new DecisionVersions(
                json.GetProperty("schema").GetString()!,
                json.GetProperty("model").GetString(),
                json.GetProperty("rules").GetInt32(),
                json.GetProperty("lists").GetInt32(),
                json.GetProperty("policy").GetInt32(),
                json.GetProperty("content").GetString()!),
            Assessment = new Assessment
            {
                Scores = json.TryGetProperty("scores", out JsonElement scores) ? ReadScores(scores) : null,
                Probability = json.TryGetProperty("probability", out JsonElement probability) ? probability.GetDouble() : null,
                RuleHits = Texts(json, "ruleHits"),
                ShadowHits = Texts(json, "shadowHits"),
                Outcome = Choice<Outcome>(json.GetProperty("outcome")),
                ExpectedLossMinor = json.GetProperty("expectedLossMinor").GetDouble(),
                Reasons = [.. json.GetProperty("reasons").EnumerateArray().Select(ReadReason)],
                Sum = json.TryGetProperty("sum", out JsonElement sum) ? new ReasonSum(sum.GetProperty("start").GetDouble(), sum.GetProperty("others").GetDouble(), sum.GetProperty("logOdds").GetDouble()) : null,
                Degraded = Texts(json, "degraded"),
                Shadow = json.TryGetProperty("shadow", out JsonElement shadow) ? new ShadowOpinion(shadow.GetProperty("model").GetString()!, shadow.GetProperty("probability").GetDouble(), Choice<Outcome>(shadow.GetProperty("outcome"))) : null,
            },
            Previous = json.GetProperty("previous").GetString(),
        };
    }

    private static Transaction ReadTransaction(JsonElement json)
    {
        Parsed<Transaction> parsed = TransactionReader.ReadCanonical(System.Text.Encoding.UTF8.GetBytes(json.GetRawText()));
        return parsed.Value ?? throw new InvalidDataException($"A stored decision holds no transaction: {parsed.Problem!.Field} {parsed.Problem.Message}.");
    }

    private static Scores ReadScores(JsonElement json) => new(
        json.GetProperty("trees").GetSingle(),
        json.TryGetProperty("anomaly", out JsonElement anomaly) ? anomaly.GetSingle() : null,
        json.TryGetProperty("sequence", out JsonElement sequence) ? sequence.GetSingle() : null,
        json.TryGetProperty("month", out JsonElement month) ? month.GetSingle() : null);

    private static SequenceMemory ReadMemory(JsonElement json)
        => new(ulong.Parse(json.GetProperty("of").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture), MemoryMarshal.Cast<byte, Half>(json.GetProperty("units").GetBytesFromBase64()).ToArray());

    private static Reason ReadReason(JsonElement json) => new(
        json.GetProperty("code").GetString()!,
        Choice<ReasonOrigin>(json.GetProperty("origin")),
        json.GetProperty("contribution").GetDouble(),
        [.. json.GetProperty("evidence").EnumerateArray().Select(evidence => new Evidence(evidence.GetProperty("feature").GetString()!, evidence.GetProperty("value").GetSingle()))]);

    private static IReadOnlyList<string> Texts(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    private static T Choice<T>(JsonElement json) where T : struct, Enum
        => Choices<T>.ByName.TryGetValue(json.GetString() ?? "", out T value) ? value : throw new FormatException($"'{json}' is no {typeof(T).Name}.");
}
