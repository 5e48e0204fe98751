using FraudFunctions.App.Decisions;

namespace FraudFunctions.App.Challenges;

/// <summary>A challenge as callers see it: nothing of its code, not even the hash.</summary>
public sealed record ChallengeView
{
    public required string Id { get; init; }
    public required string CustomerId { get; init; }
    public required string TransactionId { get; init; }
    public required MoneyView Amount { get; init; }
    public required ChallengeState State { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required int AttemptsLeft { get; init; }
    public required DateTimeOffset? AnsweredAt { get; init; }
    public required DateTimeOffset? ConcludedAt { get; init; }

    public static ChallengeView Of(Challenge challenge) => new()
    {
        Id = challenge.Id,
        CustomerId = challenge.CustomerId,
        TransactionId = challenge.TransactionId,
        Amount = new MoneyView(challenge.AmountMinor, challenge.Currency),
        State = challenge.State,
        At = challenge.At,
        ExpiresAt = challenge.ExpiresAt,
        AttemptsLeft = challenge.AttemptsLeft,
        AnsweredAt = challenge.AnsweredAt,
        ConcludedAt = challenge.ConcludedAt,
    };
}
