using System.Text.Json;
using FraudFunctions.App.Platform;

namespace FraudFunctions.App.Alerts;

/// <summary>
/// Alerts that two people have agreed not to be told of until a day: of one customer, for one reason, or both. New alerts are kept and closed at once;
/// those that were raised before stay as they are.
/// </summary>
public sealed record Suppression
{
    /// <summary>The id of the proposal that was approved.</summary>
    public required string Id { get; init; }

    /// <summary>Null for every customer.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Null for every reason.</summary>
    public string? ReasonCode { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset Until { get; init; }
    public required string Maker { get; init; }
    public required string Checker { get; init; }
    public required DateTimeOffset ApprovedAt { get; init; }

    public bool Covers(string customerId, string reasonCode, DateTimeOffset now)
        => now < Until && (CustomerId is null || CustomerId == customerId) && (ReasonCode is null || ReasonCode == reasonCode);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

    public static Suppression FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<Suppression>(body.Span, Json.Options)!;
}
