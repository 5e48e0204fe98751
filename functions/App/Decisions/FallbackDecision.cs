using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// What a caller hears when the full decision does not come in time: the engine's answer as if nothing were known of anybody, marked as such.
/// The full decision is made all the same; it is the one that counts and that GET answers later.
/// </summary>
public sealed class FallbackDecision(ActiveBasis active, ILogger<FallbackDecision> log)
{
    /// <summary>What the fallback answers: no receipt, because nothing was written.</summary>
    public sealed record View(string Id, string CustomerId, string TransactionId, Outcome Outcome, IReadOnlyList<string> Degraded, bool Final);

    public async Task<IResult> AnswerAsync(Transaction transaction, Task<Answer> deciding)
    {
        // Whoever waited is gone; a fault of the late decision must still be heard.
        _ = deciding.ContinueWith(
            late => log.LogError(late.Exception, "The decision on {TransactionId} failed after its time budget", transaction.Id),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        log.LogWarning("The decision on {TransactionId} ran out of its time budget", transaction.Id);
        DecisionBasis basis = await active.GetAsync();
        // Rules and lists, on what the transaction says by itself. The model was never trained on strangers only.
        DecisionBasis withoutModel = basis with { Model = null };
        float[] features = new float[basis.Schema.Width];
        Observation observation = new Population(basis.Schema).Observe(transaction, features);
        Assessment assessment = Assess.One(withoutModel, transaction, observation, features, null);
        return Results.Json(new View(
            Decision.IdOf(transaction.CustomerId, transaction.Id), transaction.CustomerId, transaction.Id,
            assessment.Outcome, [Degradation.TimeBudget], Final: false), Json.Options, statusCode: StatusCodes.Status200OK);
    }
}
