using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Challenges;

/// <summary>
/// Draws the code and writes the challenge, which keeps its hash, and the message, which carries it, in one commit. Run again, it finds the first
/// commit and draws nothing: a customer never holds two codes of which one is wrong.
/// </summary>
public sealed class AskCustomer(ChallengeBook challenges, IDocuments documents, BasisArchive archive, IOptions<ChallengesOptions> options, TimeProvider clock)
{
    [Function(nameof(AskCustomer))]
    public async Task<Asked> Run([ActivityTrigger] string decisionId, CancellationToken cancellation)
    {
        if (await challenges.GetAsync(decisionId, cancellation) is { } earlier)
            return new Asked(earlier.State, earlier.ExpiresAt);
        (string customerId, string transactionId) = Decision.Parts(decisionId) ?? throw new InvalidDataException($"'{decisionId}' is not the id of a decision.");
        Document document = await documents.GetAsync(CustomerBook.Container, DecisionDocument.KeyOf(customerId, transactionId), cancellation)
            ?? throw new InvalidDataException($"There is no decision '{decisionId}'.");
        Decision decision = DecisionReader.Read(document.Body);
        DateTimeOffset now = clock.GetUtcNow();
        // Asked for in time, and then everything stood still for hours: too late is too late.
        ChallengeChange question = ChallengeCustomer.IsTooOld(decision.Transaction.Time, now, options.Value)
            ? ChallengeCustomer.NotAsked(decision.Transaction, now, options.Value)
            : Ask(decision, await archive.FiredAsync(decision, cancellation), OneTimeCode.Draw(), now, options.Value);
        await challenges.CreateAsync([question], cancellation);
        // Ours, or that of whoever was faster.
        Challenge asked = await challenges.GetAsync(decisionId, cancellation) ?? throw new IOException($"Challenge '{decisionId}' was written and is not there.");
        return new Asked(asked.State, asked.ExpiresAt);
    }

    internal static ChallengeChange Ask(Decision decision, IReadOnlyList<Rule> fired, string code, DateTimeOffset now, ChallengesOptions options)
    {
        Transaction paid = decision.Transaction;
        DateTimeOffset expiresAt = now.AddSeconds(options.ExpirySeconds);
        Challenge asked = new()
        {
            CustomerId = paid.CustomerId,
            TransactionId = paid.Id,
            EventTime = paid.Time,
            AmountMinor = paid.AmountMinor,
            Currency = paid.Currency,
            State = ChallengeState.Open,
            At = now,
            ExpiresAt = expiresAt,
            MaxAttempts = options.MaxAttempts,
            Code = OneTimeCode.Hash(code),
        };
        Notification message = new()
        {
            CustomerId = paid.CustomerId,
            TransactionId = paid.Id,
            Channel = options.Channel,
            Text = Question.TextOf(paid, decision.Assessment.Reasons, fired, expiresAt),
            Code = code,
            At = now,
            ExpiresAt = expiresAt,
            Due = now,
        };
        return new ChallengeChange(asked, new Act(nameof(AskCustomer), "ask", New: Choices<ChallengeState>.NameOf(ChallengeState.Open)), [message.ToCreate()]);
    }
}
