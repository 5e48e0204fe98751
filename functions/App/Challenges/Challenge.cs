using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Challenges;

/// <summary>Where a challenge stands. By name in histories of orchestrations too, which outlive the order of these lines.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChallengeState>))]
public enum ChallengeState
{
    /// <summary>The payment was too old when it came to us: nobody was asked.</summary>
    NotAsked,

    /// <summary>The customer was asked and has not answered.</summary>
    Open,

    /// <summary>The customer gave the code: the bank lets the payment go.</summary>
    Passed,

    /// <summary>Too many wrong codes: the bank blocks the payment.</summary>
    Failed,

    /// <summary>No answer in time. We ask nothing of the bank: what was never released stays undone, which is what a challenge begins with.</summary>
    Expired,

    /// <summary>"That was not me": the bank blocks the payment.</summary>
    Denied,
}

/// <summary>One question to a customer about one decision. It knows the code by a salted hash only.</summary>
public sealed record Challenge
{
    public required string CustomerId { get; init; }
    public required string TransactionId { get; init; }

    /// <summary>When the customer paid, or somebody in the customer's name.</summary>
    public required DateTimeOffset EventTime { get; init; }
    public required long AmountMinor { get; init; }
    public required string Currency { get; init; }
    public required ChallengeState State { get; init; }

    /// <summary>When the customer was asked, or was not.</summary>
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required int MaxAttempts { get; init; }
    public int WrongCodes { get; init; }

    /// <summary>Null where nobody was asked.</summary>
    public CodeHash? Code { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When its end was noted with what follows from it.</summary>
    public DateTimeOffset? ConcludedAt { get; init; }
    public AuditHead Audit { get; init; } = AuditHead.New;

    /// <summary>That of its decision: a decision is asked about once.</summary>
    [JsonIgnore]
    public string Id => Decision.IdOf(CustomerId, TransactionId);

    [JsonIgnore]
    public int AttemptsLeft => MaxAttempts - WrongCodes;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

    public static Challenge FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<Challenge>(body.Span, Json.Options)!;
}

/// <summary>
/// Where challenges lie: container `challenges`, a partition per customer, so that a challenge, its message, its audit and the label that it hands
/// out are one commit.
/// </summary>
public static class ChallengeDocument
{
    public const string Container = "challenges";
    public const string Prefix = "challenge:";

    /// <summary>Every challenge has an index, so that all of them can be walked.</summary>
    public const string IndexPrefix = "challenges/";

    public static DocumentKey KeyOf(string customerId, string transactionId) => new(customerId, Prefix + transactionId);

    public static string IndexOf(Challenge challenge) => IndexPrefix + challenge.At.ToUniversalTime().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);
}
