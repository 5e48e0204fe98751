using System.Text.Json;
using System.Text.Json.Serialization;
using FraudFunctions.Engine;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>Published for every decision, at least once; <see cref="DecisionId"/> is the key to know a repetition by.</summary>
public sealed record DecisionMade
{
    public required Outcome Outcome { get; init; }

    /// <summary>The decision came by a call and waits in the outbox until this event has been seen.</summary>
    public bool FromCall { get; init; }
    public required string DecisionId { get; init; }
    public required string CustomerId { get; init; }
    public required string TransactionId { get; init; }

    /// <summary>When the transaction happened.</summary>
    public required DateTimeOffset Time { get; init; }
    public required double? Probability { get; init; }
    public required long AmountMinor { get; init; }
    public required string Currency { get; init; }

    /// <summary>Probability times amount, in hundredths of the base currency.</summary>
    public required double ExpectedLossMinor { get; init; }

    /// <summary>Reason codes, the strongest first.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The model that decided; null when there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Model { get; init; }
    public Channel Channel { get; init; }

    /// <summary>Where the money went, when the transaction says so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Country { get; init; }

    /// <summary>The model in the shadow that was scored beside; null when none said anything.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Shadow { get; init; }

    /// <summary>Something that should have been there was not. A customer whom a model's sequence has not met yet is no fault: every model begins so.</summary>
    public bool Degraded { get; init; }
    public required string Receipt { get; init; }

    /// <summary>What the customer used and others may use too; absent where the transaction says nothing of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeviceId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ip { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CounterpartyAccount { get; init; }

    public static DecisionMade Of(Decision decision, string receipt) => new()
    {
        DecisionId = decision.Id,
        CustomerId = decision.Transaction.CustomerId,
        TransactionId = decision.Transaction.Id,
        Time = decision.Transaction.Time,
        Outcome = decision.Assessment.Outcome,
        Probability = decision.Assessment.Probability,
        AmountMinor = decision.Transaction.AmountMinor,
        Currency = decision.Transaction.Currency,
        ExpectedLossMinor = decision.Assessment.ExpectedLossMinor,
        Reasons = [.. decision.Assessment.Reasons.Select(reason => reason.Code).Distinct(StringComparer.Ordinal)],
        Model = decision.Versions.ModelId,
        Channel = decision.Transaction.Channel,
        Country = decision.Transaction.Merchant?.Country ?? decision.Transaction.Counterparty?.Country,
        Shadow = decision.Assessment.Shadow?.ModelId,
        Degraded = decision.Assessment.Degraded.Any(code => code != Degradation.NoMemory),
        Receipt = receipt,
        DeviceId = decision.Transaction.DeviceId,
        Ip = decision.Transaction.Ip,
        CounterpartyAccount = decision.Transaction.Counterparty?.Account,
        FromCall = decision.Source.Sequence < 0,
    };

    /// <summary>
    /// Whether an event needs reading by somebody who only wants calls, or only wants what is more than approved: the two members come first in the
    /// text, and nine events in ten are neither.
    /// </summary>
    public static bool MayBeFromCall(string json) => !json.AsSpan(0, Math.Min(json.Length, 48)).Contains("\"fromCall\":false", StringComparison.Ordinal);

    /// <summary>The members that are shared come last: without any, the receipt ends the text.</summary>
    public static bool MayShareSomething(string json) => !json.AsSpan(Math.Max(0, json.Length - 84)).Contains("\"receipt\":", StringComparison.Ordinal);

    /// <summary>A hash over who it was and what they used, without reading the rest: the customer, and all that follows the receipt.</summary>
    public static ulong HashOfUses(string json)
    {
        ReadOnlySpan<char> customer = json.AsSpan(json.IndexOf("\"customerId\":\"", StringComparison.Ordinal) + 14);
        ReadOnlySpan<char> uses = json.AsSpan(json.IndexOf("\"receipt\":\"", StringComparison.Ordinal) + 76);
        return StableHash.Mix(StableHash.Of(customer[..customer.IndexOf('"')]) ^ (StableHash.Of(uses) * 31));
    }

    public static bool MayBeMoreThanApproved(string json) => !json.StartsWith("{\"outcome\":\"approve\"", StringComparison.Ordinal);

    public string ToJson() => JsonSerializer.Serialize(this, DecisionMadeJson.Default.DecisionMade);

    public static DecisionMade FromJson(string json) => JsonSerializer.Deserialize(json, DecisionMadeJson.Default.DecisionMade) ?? throw new JsonException("A decision is not null.");
}

internal sealed class OutcomeByName() : JsonStringEnumConverter<Outcome>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class ChannelByName() : JsonStringEnumConverter<Channel>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(OutcomeByName), typeof(ChannelByName)])]
[JsonSerializable(typeof(DecisionMade))]
internal sealed partial class DecisionMadeJson : JsonSerializerContext;
