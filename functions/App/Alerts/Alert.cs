using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Alerts;

/// <summary>Something that somebody should look at: one customer, one reason, one day, however many decisions it shows in.</summary>
public sealed record Alert
{
    /// <summary>
    /// The window of one alert: what comes again tomorrow is worth telling again. It is the cool-down too: until the window ends a closed alert takes
    /// further decisions in and stays closed, unless one of them is held, or worse than all that was closed.
    /// </summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(1);

    // From a thousand in the base currency upwards it is worse than its outcome says.
    private const double MuchMinor = 100_000;

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

    /// <summary>Who works on it.</summary>
    public string? Assignee { get; init; }

    /// <summary>The case that it went into, which decides about it from then on.</summary>
    public string? CaseId { get; init; }

    /// <summary>The suppression that closed it before anybody was told.</summary>
    public string? SuppressedBy { get; init; }

    /// <summary>Why it was closed; null while it is open.</summary>
    public string? ClosedReason { get; init; }
    public AuditHead Audit { get; init; } = AuditHead.New;

    public Severity Severity => SeverityOf(Outcome, ExpectedLossMinor);

    /// <summary>Expected loss per minute of an analyst's time, in minor units of the base currency: the order of the work queue.</summary>
    public double Priority => Math.Round(ExpectedLossMinor / MinutesFor(Outcome), 2);

    public static string IdOf(string customerId, string reason, DateTimeOffset time)
        => string.Create(CultureInfo.InvariantCulture, $"{customerId}~{reason}~{WindowOf(time):yyyyMMdd}");

    /// <summary>The id of what comes after an alert of the same customer, reason and day was closed.</summary>
    public static string NextId(string id) => id.Split('~') is { Length: 4 } parts
        ? string.Create(CultureInfo.InvariantCulture, $"{parts[0]}~{parts[1]}~{parts[2]}~{int.Parse(parts[3], CultureInfo.InvariantCulture) + 1}")
        : id + "~2";

    /// <summary>Whether a decision is too much for a closed alert to take in without a word.</summary>
    internal bool IsPast(DecisionMade made)
        => State.IsClosed() && SuppressedBy is null && !DecisionIds.Contains(made.DecisionId) && (made.Outcome == Outcome.Hold || made.Outcome > Outcome);

    /// <summary>Whose alert an id speaks of, or null when it is no id of an alert.</summary>
    public static string? CustomerOf(string id) => id.IndexOf('~', StringComparison.Ordinal) is > 0 and int tilde ? id[..tilde] : null;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

    public static Alert FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<Alert>(body.Span, Json.Options)!;

    /// <summary>
    /// What an analyst needs. Ten minutes for a review is what the policy's cost of a review stands for; a challenge has its own answer in it, a hold
    /// has a customer waiting who must be called, and of a decline nobody needs to hurry.
    /// </summary>
    internal static int MinutesFor(Outcome outcome) => outcome switch
    {
        Outcome.Approve => 5,
        Outcome.Challenge => 5,
        Outcome.Review => 10,
        Outcome.Hold => 15,
        Outcome.Decline => 10,
    };

    internal static Severity SeverityOf(Outcome outcome, double expectedLossMinor)
    {
        Severity byOutcome = outcome switch
        {
            Outcome.Approve => Severity.Low,
            Outcome.Challenge => Severity.Low,
            Outcome.Review => Severity.Medium,
            Outcome.Hold => Severity.High,
            Outcome.Decline => Severity.High,
        };
        return expectedLossMinor >= MuchMinor ? byOutcome + 1 : byOutcome;
    }

    private static DateTimeOffset WindowOf(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % Window.Ticks, TimeSpan.Zero);
}
