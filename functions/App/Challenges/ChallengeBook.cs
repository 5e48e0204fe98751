using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Challenges;

/// <summary>A challenge as it was read, and the ETag that a change of it must name.</summary>
public sealed record FiledChallenge(Challenge Challenge, string ETag);

/// <summary>What becomes of a challenge: the changed one, what is noted of it, and what is written along.</summary>
internal sealed record ChallengeChange(Challenge Changed, Act Act, IReadOnlyList<Write> Along);

/// <summary>Challenges in their store. Every change is one commit of the challenge, its audit, and whatever goes with it.</summary>
public sealed class ChallengeBook(IDocuments documents, TimeProvider clock)
{
    // Each attempt that fails is one that somebody else has won, and a challenge is changed a handful of times.
    private const int Attempts = 50;

    /// <summary>The challenge of that id; null when there is none.</summary>
    public async Task<Challenge?> GetAsync(string id, CancellationToken cancellation) => (await FindAsync(id, cancellation))?.Challenge;

    /// <summary>
    /// Writes challenges that are new, each with what goes with it. One that is there already stays as it is, with its message and its code: the
    /// first to be written is the one that was asked.
    /// </summary>
    internal async Task CreateAsync(IReadOnlyList<ChallengeChange> challenges, CancellationToken cancellation)
    {
        PartitionCommit[] commits = [.. challenges.Select(one =>
        {
            (Write entry, Challenge written) = Append(one.Changed, one.Act);
            return new PartitionCommit(written.CustomerId, [new Write.Create(KeyOf(written).Id, written.ToJson(), ChallengeDocument.IndexOf(written)), entry, .. one.Along]);
        })];
        await documents.CommitManyAsync(ChallengeDocument.Container, commits, cancellation);
    }

    /// <summary>
    /// Changes a challenge whatever others do to it meanwhile: the change is asked again about what they left, so that no two guesses are counted as
    /// one. Null from it means that nothing is to be done.
    /// </summary>
    internal async Task<Challenge> ChangeAsync(string id, Func<Challenge, ChallengeChange?> change, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            FiledChallenge filed = await FindAsync(id, cancellation) ?? throw new InvalidDataException($"There is no challenge '{id}'.");
            if (change(filed.Challenge) is not { } changed)
                return filed.Challenge;
            (Write entry, Challenge written) = Append(changed.Changed, changed.Act);
            CommitResult result = await documents.CommitAsync(ChallengeDocument.Container,
                new(written.CustomerId, [new Write.Replace(KeyOf(written).Id, filed.ETag, written.ToJson(), ChallengeDocument.IndexOf(written)), entry, .. changed.Along]), cancellation);
            if (result.Committed)
                return written;
        }
        throw new IOException($"Challenge '{id}' changed in each of {Attempts} attempts to write it.");
    }

    /// <summary>Takes the code out of the message of a challenge that has ended, and the message out of the outbox.</summary>
    internal async Task ForgetCodeAsync(Challenge ended, CancellationToken cancellation)
    {
        DocumentKey key = new(ended.CustomerId, Notification.Prefix + ended.TransactionId);
        if (await documents.GetAsync(ChallengeDocument.Container, key, cancellation) is not { } document || Notification.FromJson(document.Body) is not { Code: not null } message)
            return;
        CommitResult result = await documents.CommitAsync(ChallengeDocument.Container, new(ended.CustomerId, [(message with { Code = null }).ToReplace(document.ETag)]), cancellation);
        if (!result.Committed)
            // It was being sent just now: whoever tries again finds it sent.
            throw new IOException($"The message of challenge '{ended.Id}' changed while its code was being taken out.");
    }

    private static DocumentKey KeyOf(Challenge challenge) => ChallengeDocument.KeyOf(challenge.CustomerId, challenge.TransactionId);

    private (Write Entry, Challenge Written) Append(Challenge challenge, Act act)
    {
        (Write entry, AuditHead head) = Audit.Append(challenge.Audit, challenge.Id, act, clock.GetUtcNow());
        return (entry, challenge with { Audit = head });
    }

    private async Task<FiledChallenge?> FindAsync(string id, CancellationToken cancellation)
        => Decision.Parts(id) is { } parts && await documents.GetAsync(ChallengeDocument.Container, ChallengeDocument.KeyOf(parts.CustomerId, parts.TransactionId), cancellation) is { } document
            ? new FiledChallenge(Challenge.FromJson(document.Body), document.ETag)
            : null;
}
