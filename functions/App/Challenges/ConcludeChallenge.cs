using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Challenges;

/// <summary>
/// Notes how a challenge ended with the label that follows from it, takes the code out of the message, and instructs the bank. Each effect is keyed
/// by the challenge, so that running again changes nothing. One that is still open, and in time, stays as it is.
/// </summary>
public sealed class ConcludeChallenge(ChallengeBook challenges, Instructions instructions, TimeProvider clock)
{
    [Function(nameof(ConcludeChallenge))]
    public async Task<ChallengeState> Run([ActivityTrigger] string decisionId, CancellationToken cancellation)
    {
        Challenge ended = await challenges.ChangeAsync(decisionId, now => Conclude(now, clock.GetUtcNow()), cancellation);
        if (ended.State == ChallengeState.Open)
            return ended.State;
        await challenges.ForgetCodeAsync(ended, cancellation);
        if (InstructionOf(ended) is { } instruction)
            await instructions.PutAsync(instruction, cancellation);
        return ended.State;
    }

    /// <summary>The challenge with its end noted; null when it has none yet, or has it already.</summary>
    internal static ChallengeChange? Conclude(Challenge challenge, DateTimeOffset now)
    {
        bool over = challenge.State == ChallengeState.Open && now >= challenge.ExpiresAt;
        if (challenge.ConcludedAt is not null || (challenge.State == ChallengeState.Open && !over))
            return null;
        Challenge concluded = challenge with { State = over ? ChallengeState.Expired : challenge.State, ConcludedAt = now };
        Write[] notes = LabelOf(concluded) is { } label ? [ChallengeLabels.Note(label)] : [];
        return new ChallengeChange(concluded, new Act(nameof(ConcludeChallenge), "conclude", Choices<ChallengeState>.NameOf(challenge.State), Choices<ChallengeState>.NameOf(concluded.State)), notes);
    }

    /// <summary>
    /// What the models learn: a customer's yes or no. Silence is neither, and wrong codes may be a thief's or a tired customer's.
    /// </summary>
    internal static Label? LabelOf(Challenge challenge)
    {
        (Verdict Verdict, double Confidence)? said = challenge.State switch
        {
            // Codes are talked out of people: a yes is worth less than a no, and both less than an analyst's word (.9).
            ChallengeState.Passed => (Verdict.Genuine, .7),
            ChallengeState.Denied => (Verdict.Fraud, .85),
            ChallengeState.Failed => null,
            ChallengeState.Expired => null,
            ChallengeState.Open => null,
            ChallengeState.NotAsked => null,
        };
        return said is not var (verdict, confidence) || challenge.AnsweredAt is not { } answered ? null : new Label
        {
            TransactionId = challenge.TransactionId,
            CustomerId = challenge.CustomerId,
            Verdict = verdict,
            EventTime = challenge.EventTime,
            // The payer's clock may run ahead of ours.
            KnownTime = answered < challenge.EventTime ? challenge.EventTime : answered,
            // The bank's own signal within minutes: the source that all others overrule.
            Source = LabelSource.Issuer,
            Confidence = confidence,
        };
    }

    /// <summary>What the bank does about the payment; null when nothing: what is not released stays undone.</summary>
    internal static Instruction? InstructionOf(Challenge challenge)
    {
        InstructionKind? kind = challenge.State switch
        {
            ChallengeState.Passed => InstructionKind.Release,
            ChallengeState.Denied => InstructionKind.Block,
            ChallengeState.Failed => InstructionKind.Block,
            ChallengeState.Expired => null,
            ChallengeState.Open => null,
            ChallengeState.NotAsked => null,
        };
        return kind is not { } asked ? null : new Instruction
        {
            Id = Instruction.IdOf(asked, challenge.Id),
            Kind = asked,
            CustomerId = challenge.CustomerId,
            DecisionId = challenge.Id,
            Reason = $"challenge {Choices<ChallengeState>.NameOf(challenge.State)}",
            By = nameof(StepUp),
            At = challenge.AnsweredAt!.Value,
        };
    }
}
