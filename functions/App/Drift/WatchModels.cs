using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Governance;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Drift;

/// <summary>
/// Every five minutes: holds the champion's traffic against what it was made for and what was usual. Soon after a promotion a guard that trips gives the
/// decision back to the champion before, once; later what has drifted is a finding for people.
/// </summary>
public sealed class WatchModels(RoleBook roles, MetricsBook metrics, ModelFindings findings, DriftBook book, DriftLimits limits, IOptions<DriftOptions> options, TimeProvider clock, ILogger<WatchModels> log)
{
    // The inputs of a model that was promoted today are those of yesterday's: they say nothing about the promotion.
    private static readonly DriftKind[] guards = [DriftKind.Score, DriftKind.Alerts, DriftKind.Calibration, DriftKind.Errors];

    [Function(nameof(WatchModels))]
    public async Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        ModelRoles now = await roles.GetAsync(cancellation);
        if (now.Champion is null)
            return;
        DateTimeOffset time = clock.GetUtcNow(), since = now.ChampionSince!.Value;
        bool isGuarded = now.Previous is not null && time < since.AddHours(options.Value.GuardHours);
        DriftView view = await ViewAsync(now, since, time, isGuarded, cancellation);
        IReadOnlyList<DriftFigure> figures = [.. CheckDrift.Of(limits, view).OrderByDescending(figure => figure.Tripped)];
        await book.KeepAsync(new DriftReport
        {
            At = time,
            Champion = now.Champion,
            Term = now.Term,
            GuardedUntil = isGuarded ? since.AddHours(options.Value.GuardHours) : null,
            RecentFrom = isGuarded ? since : time.AddHours(-options.Value.RecentHours),
            Decisions = view.Recent.Decisions,
            Figures = figures,
        }, cancellation);
        DriftFigure[] tripped = [.. figures.Where(figure => figure.Tripped)];
        DriftFigure[] guarding = isGuarded ? [.. tripped.Where(figure => guards.Contains(figure.Kind) && (figure.Kind != DriftKind.Alerts || figure.Subject == "all"))] : [];
        bool rolledBack = guarding.Length > 0 && await RollBackAsync(now, guarding, cancellation);
        foreach (DriftFigure figure in tripped)
        {
            if (await book.KeepAsync(new DriftFinding(time, now.Champion, figure, rolledBack && guarding.Contains(figure)), cancellation))
                log.LogWarning("Drift of model {Model}: {Kind} {Subject} is {Value}, {Limit} is the most", now.Champion, figure.Kind, figure.Subject, figure.Value, figure.Limit);
        }
    }

    /// <summary>Takes back the promotion that was looked at, and no later one; however often it is tried, once.</summary>
    private async Task<bool> RollBackAsync(ModelRoles now, DriftFigure[] guarding, CancellationToken cancellation)
    {
        Act act = new(RoleBook.Guard, "roll-back", Reason: string.Join(" ", guarding.Select(figure => figure.Sentence)));
        FieldProblem? impossible = await roles.RollBackAsync(now.Term, $"guard~{now.Term}", act, cancellation);
        if (impossible is null)
            log.LogWarning("Model {Model} was rolled back to {Previous}", now.Champion, now.Previous);
        else
            log.LogError("Model {Model} should be rolled back and cannot be: {Field} {Message}", now.Champion, impossible.Field, impossible.Message);
        return impossible is null;
    }

    private async Task<DriftView> ViewAsync(ModelRoles now, DateTimeOffset since, DateTimeOffset time, bool isGuarded, CancellationToken cancellation)
    {
        DateTimeOffset later = time.AddHours(1);
        ModelReference? reference = await findings.GetReferenceAsync(now.Champion!, cancellation);
        if (isGuarded)
        {
            // Its own decisions since it was promoted, against those of the champion before in the time before.
            TrafficMetrics promoted = await metrics.SumAsync(now.Champion, since, later, cancellation);
            TrafficMetrics before = await metrics.SumAsync(now.Previous, since.AddDays(-options.Value.UsualDays), since.AddHours(1), cancellation);
            return new DriftView(promoted, before, new TrafficMetrics(), new TrafficMetrics(), reference);
        }
        DateTimeOffset recent = time.AddHours(-options.Value.RecentHours), settled = time.AddDays(-options.Value.MaturityDays);
        return new DriftView(
            await metrics.SumAsync(now.Champion, recent, later, cancellation),
            await metrics.SumAsync(now.Champion, recent.AddDays(-options.Value.UsualDays), recent, cancellation),
            await metrics.SumAsync(now.Champion, settled.AddDays(-options.Value.MaturityDays), settled, cancellation),
            await metrics.SumAsync(now.Champion, settled.AddDays(-options.Value.MaturityDays - 4 * 7), settled.AddDays(-options.Value.MaturityDays), cancellation),
            reference);
    }
}
