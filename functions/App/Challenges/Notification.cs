using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Challenges;

/// <summary>How a message reaches the customer.</summary>
public enum NotificationChannel { Push, Chat, Sms }

/// <summary>
/// A message to a customer. The only place where a code is written out, apart from the text around it, and only until its challenge has ended.
/// While it waits to be sent it has an index.
/// </summary>
public sealed record Notification
{
    public const string Prefix = "notification:";
    public const string OutboxPrefix = "outbox/";

    /// <summary>Stands in the text where the code goes.</summary>
    public const string CodePlace = "{code}";
    private const string Hidden = "••••••";

    public required string CustomerId { get; init; }
    public required string TransactionId { get; init; }
    public required NotificationChannel Channel { get; init; }
    public required string Text { get; init; }
    public string? Code { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When to send it next, where a gateway sends.</summary>
    public required DateTimeOffset Due { get; init; }
    public int TimesSent { get; init; }
    public DateTimeOffset? SentAt { get; init; }

    [JsonIgnore]
    public string DocumentId => Prefix + TransactionId;

    [JsonIgnore]
    public string ChallengeId => Decision.IdOf(CustomerId, TransactionId);

    /// <summary>Null once it waits no longer: sent, or overtaken by the end of its challenge.</summary>
    [JsonIgnore]
    public string? Index => SentAt is null && Code is not null ? IndexOf(Due) : null;

    /// <summary>The message as the customer reads it.</summary>
    public string Body() => Text.Replace(CodePlace, Code ?? Hidden, StringComparison.Ordinal);

    /// <summary>The message as everybody else may read it.</summary>
    public string Redacted() => Text.Replace(CodePlace, Hidden, StringComparison.Ordinal);

    public static string IndexOf(DateTimeOffset due) => OutboxPrefix + due.ToUniversalTime().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);

    public Write ToCreate() => new Write.Create(DocumentId, ToJson(), Index);

    public Write ToReplace(string etag) => new Write.Replace(DocumentId, etag, ToJson(), Index);

    public static Notification FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<Notification>(body.Span, Json.Options)!;

    // A record would print its code into any log that takes it.
    public override string ToString() => $"Notification {{ {ChallengeId} }}";

    private byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);
}
