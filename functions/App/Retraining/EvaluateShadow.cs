using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Learning.Governance;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Retraining;

/// <summary>Holds what a challenger says of the live decisions of its time in the shadow against what the champion said, with what is known of them by now.</summary>
public sealed class EvaluateShadow(ReadPast past, RoleBook roles, ModelFindings findings, ActiveBasis active, Gates gates, TimeProvider clock, IOptions<RetrainingOptions> options)
{
    [Function(nameof(EvaluateShadow))]
    public async Task<Shadowed> Run([ActivityTrigger] ShadowOrder order, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow(), since = order.Since ?? (await roles.GetAsync(cancellation)).ShadowSince ?? now;
        // The first report of a time in the shadow stands, also when this is done again.
        ShadowReport report = await findings.GetShadowAsync(order.Model, cancellation) is { } kept && kept.Since == since && kept.Champion == order.Snapshot.Champion
            ? kept
            : await ReportAsync(order, since, now, cancellation);
        if (!report.Passed)
            await roles.StopShadowAsync(order.Model, new Act(RoleBook.Retraining, "stop-shadow", Reason: $"{order.Run.InstanceId}: did not stand the shadow"), cancellation);
        return new Shadowed(report.Passed, string.Join(" ", report.Results.Where(result => report.Passed || !result.Passed).Select(result => result.Sentence)));
    }

    private async Task<ShadowReport> ReportAsync(ShadowOrder order, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellation)
    {
        // What waited in the stream when the shadow began was scored by it too.
        DateTimeOffset from = since.AddHours(-1);
        Policy policy = (await active.GetAsync(cancellation)).Policy;
        IReadOnlyList<Scored> scored = await past.ReadAsync((decision, words) => decision.ArrivedAt >= from && decision.Versions.ModelId == order.Snapshot.Champion ? Score(decision, words, order.Model, policy) : null, cancellation);
        ShadowReport report = new(order.Model, order.Snapshot.Champion, since, now, scored.Count, CheckShadow.Of(gates.Shadow, options.Value.ShadowDecisions, [.. scored.Select(one => one.Decision)]));
        await findings.KeepAsync(report, cancellation);
        return report;
    }

    /// <summary>
    /// Both by the policy of now and without rules, so that only the models differ; what the shadow said was written down with the decision.
    /// </summary>
    private static Scored? Score(Decision decision, IReadOnlyList<Word> words, string shadow, Policy policy)
    {
        if (decision.Assessment.Probability is not { } champion || decision.Assessment.Shadow is not { } opinion || opinion.ModelId != shadow)
            return null;
        double challenger = opinion.Probability;
        long amount = ActiveBasis.Schema.Options.Rates.ToBaseMinor(decision.Transaction.AmountMinor, decision.Transaction.Currency);
        bool isFraud = Standing.Of([.. words], DateTimeOffset.MaxValue) is { Verdict: Verdict.Fraud };
        return new Scored(new ShadowedDecision(champion, challenger, Alerts(champion), Alerts(challenger), isFraud));

        bool Alerts(double probability) => policy.Decide(probability, amount, decision.Transaction.Direction, []).Outcome >= Outcome.Challenge;
    }

    private sealed record Scored(ShadowedDecision Decision);
}
