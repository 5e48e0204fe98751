using System.ComponentModel.DataAnnotations;

namespace FraudFunctions.App.Challenges;

/// <summary>Settings of the slice, section <c>Challenges</c>.</summary>
public sealed class ChallengesOptions
{
    /// <summary>
    /// How old a payment may be for its customer to be asked. Whoever replays old decisions would wake thousands; a demo whose time lies in the past
    /// sets it so high that nothing is too old.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxAgeMinutes { get; init; } = 60;

    /// <summary>How long a code is good: long enough to find the phone, short enough not to lie around.</summary>
    [Range(1, 86_400)]
    public int ExpirySeconds { get; init; } = 600;

    /// <summary>How many codes may be tried. Three guesses find one of a million codes with a chance of three in a million.</summary>
    [Range(1, 10)]
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How customers are told.</summary>
    public NotificationChannel Channel { get; init; } = NotificationChannel.Push;

    /// <summary>Where messages are handed to whoever sends them to phones. Without it they stay in the outbox, for a console to show.</summary>
    public string? GatewayUrl { get; init; }
}
