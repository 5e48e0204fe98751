using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Alerts;

/// <summary>Where an alert stands.</summary>
public enum AlertState { Triggered, UnderReview, Escalated, RealThreat, Dismissed, Cleared }

/// <summary>Something that somebody should look at: one customer, one reason, one day, however many decisions it shows in.</summary>
public sealed record Alert
{
    /// <summary>The window of one alert: what comes again tomorrow is worth telling again.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(1);

    public required string Id { get; init; }
    public required string CustomerId { get; init; }

    /// <summary>The code of the strongest reason.</summary>
    public required string Reason { get; init; }
    public required AlertState State { get; init; }

    /// <summary>The hardest outcome among its decisions.</summary>
    public required Outcome Outcome { get; init; }
    public required DateTimeOffset FirstTime { get; init; }
    public required DateTimeOffset LastTime { get; init; }

    /// <summary>Sum of what its decisions were expected to lose, in hundredths of the base currency.</summary>
    public required double ExpectedLossMinor { get; init; }
    public required IReadOnlyList<string> DecisionIds { get; init; }

    public static string IdOf(string customerId, string reason, DateTimeOffset time)
        => string.Create(CultureInfo.InvariantCulture, $"{customerId}~{reason}~{WindowOf(time):yyyyMMdd}");

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

    public static Alert FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<Alert>(body.Span, Json.Options)!;

    private static DateTimeOffset WindowOf(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % Window.Ticks, TimeSpan.Zero);
}
