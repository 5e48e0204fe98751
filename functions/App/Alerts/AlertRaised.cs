using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Alerts;

/// <summary>
/// Published when an alert was raised or has gained decisions, at least once and in no order; <see cref="AlertId"/> is the key. Suppressed alerts are
/// kept, and not published.
/// </summary>
public sealed record AlertRaised
{
    public required string AlertId { get; init; }
    public required string CustomerId { get; init; }
    public required string Reason { get; init; }
    public required Outcome Outcome { get; init; }
    public required Severity Severity { get; init; }

    /// <summary>Expected loss per minute of an analyst's time, in minor units of the base currency.</summary>
    public required double Priority { get; init; }
    public required double ExpectedLossMinor { get; init; }
    public required DateTimeOffset FirstTime { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json.Options);

    public static AlertRaised FromJson(string json) => JsonSerializer.Deserialize<AlertRaised>(json, Json.Options) ?? throw new JsonException("An alert is not null.");
}

/// <summary>How bad it would be, in four steps.</summary>
public enum Severity { Low, Medium, High, Critical }
