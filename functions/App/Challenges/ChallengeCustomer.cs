using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OrchestrationAlreadyExists = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace FraudFunctions.App.Challenges;

/// <summary>Starts asking the customer about every decision that says so, once. A decision that comes again finds its question asked.</summary>
public sealed class ChallengeCustomer(ChallengeBook challenges, IOptions<ChallengesOptions> options, TimeProvider clock)
{
    [Function(nameof(ChallengeCustomer))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run(
        [EventHubTrigger(Topics.Decisions, ConsumerGroup = "challenges", Connection = Topics.Connection)] string[] events,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DecisionMade[] asking = [.. events.Where(DecisionMade.MayBeMoreThanApproved).Select(DecisionMade.FromJson).Where(made => made.Outcome == Outcome.Challenge).DistinctBy(made => made.DecisionId)];
        ILookup<bool, DecisionMade> byAge = asking.ToLookup(made => IsTooOld(made.Time, now, options.Value));
        // Noted without an orchestration: a replay of a year brings a hundred thousand of them, and none has anything to wait for.
        await challenges.CreateAsync([.. byAge[true].Select(made => NotAsked(made, now, options.Value))], cancellation);
        foreach (DecisionMade made in byAge[false])
            await StartAsync(client, made.DecisionId, cancellation);
    }

    /// <summary>
    /// Nobody is asked about a payment of long ago: decisions are replayed, and streams stand still for hours, and a message about yesterday's payment
    /// frightens people and teaches them to confirm what they do not remember.
    /// </summary>
    internal static bool IsTooOld(DateTimeOffset paidAt, DateTimeOffset now, ChallengesOptions options) => now - paidAt > TimeSpan.FromMinutes(options.MaxAgeMinutes);

    internal static ChallengeChange NotAsked(DecisionMade made, DateTimeOffset now, ChallengesOptions options)
        => NotAsked(made.CustomerId, made.TransactionId, made.AmountMinor, made.Currency, made.Time, now, options);

    internal static ChallengeChange NotAsked(Transaction paid, DateTimeOffset now, ChallengesOptions options)
        => NotAsked(paid.CustomerId, paid.Id, paid.AmountMinor, paid.Currency, paid.Time, now, options);

    private static ChallengeChange NotAsked(string customerId, string transactionId, long amountMinor, string currency, DateTimeOffset paidAt, DateTimeOffset now, ChallengesOptions options)
        => new(new Challenge
        {
            CustomerId = customerId,
            TransactionId = transactionId,
            EventTime = paidAt,
            AmountMinor = amountMinor,
            Currency = currency,
            State = ChallengeState.NotAsked,
            At = now,
            ExpiresAt = now,
            MaxAttempts = options.MaxAttempts,
            ConcludedAt = now,
        }, new Act(nameof(ChallengeCustomer), "not-asked", New: Choices<ChallengeState>.NameOf(ChallengeState.NotAsked), Reason: "the payment was too old"), []);

    // One that failed or was terminated has not brought its challenge to an end: a decision that comes again takes it up again.
    private static readonly OrchestrationRuntimeStatus[] goingOrDone =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended, OrchestrationRuntimeStatus.Completed];

    private static async Task StartAsync(DurableTaskClient client, string decisionId, CancellationToken cancellation)
    {
        StartOrchestrationOptions once = new StartOrchestrationOptions(StepUp.InstanceOf(decisionId)).WithDedupeStatuses(goingOrDone);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(StepUp), decisionId, once, cancellation);
        }
        catch (OrchestrationAlreadyExists)
        {
            // That is what was wanted.
        }
    }
}
