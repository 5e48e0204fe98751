using FraudFunctions.App.Challenges;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Learning.Policies;

namespace FraudFunctions.App.Policies;

/// <summary>What was known of one decision at a time: the words of the ledger, and how its challenge ended, if there was one.</summary>
internal sealed record Seen(IReadOnlyList<Word> Words, Challenge? Challenge, DateTimeOffset AsOf)
{
    /// <summary>
    /// Whether it was fraud. A payment that went through and of which nobody has said anything for so long was good; of one that was refused or is
    /// still kept, silence says nothing.
    /// </summary>
    public bool? IsFraud(Outcome outcome)
    {
        if (outcome == Outcome.Decline)
            return null;
        if (Standing.Of([.. Words], AsOf) is { } standing)
            return standing.Verdict == Verdict.Fraud;
        return outcome == Outcome.Hold ? null : false;
    }

    /// <summary>
    /// How it ended. What a challenge did is noted: whoever passed had the payment, whoever failed, denied or let it lapse had not. What a review or a
    /// hold saved is nowhere noted; it is priced as assumed.
    /// </summary>
    public Ending Ending(Outcome outcome, bool isFraud, long amountMinor, Prices prices)
    {
        double challenged = prices.Policy.ChallengeCostMinor;
        return (outcome, Answer, isFraud) switch
        {
            (Outcome.Challenge, ChallengeState.Passed, true) => new Ending(challenged + amountMinor, amountMinor),
            (Outcome.Challenge, ChallengeState.Passed, false) => new Ending(challenged, 0),
            (Outcome.Challenge, ChallengeState.Failed or ChallengeState.Denied or ChallengeState.Expired, true) => new Ending(challenged, 0),
            (Outcome.Challenge, ChallengeState.Failed or ChallengeState.Denied or ChallengeState.Expired, false) => new Ending(challenged + prices.Policy.Margin * amountMinor, 0),
            _ => new Ending(prices.Of(Measure.CostMinor, outcome, isFraud, amountMinor), prices.Of(Measure.LossMinor, outcome, isFraud, amountMinor)),
        };
    }

    // What was answered later was not known yet.
    private ChallengeState? Answer => Challenge is { } asked && (asked.AnsweredAt ?? asked.ExpiresAt) <= AsOf ? asked.State : null;
}
