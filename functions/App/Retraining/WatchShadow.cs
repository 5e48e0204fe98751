using System.Globalization;
using FraudFunctions.App.Drift;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Retraining;

/// <summary>Looks whether a challenger has been in the shadow for long enough.</summary>
public sealed class WatchShadow(RoleBook roles, MetricsBook metrics, IOptions<RetrainingOptions> options, TimeProvider clock)
{
    [Function(nameof(WatchShadow))]
    public async Task<ShadowLook> Run([ActivityTrigger] ShadowOrder order, CancellationToken cancellation)
    {
        ModelRoles now = await roles.GetAsync(cancellation);
        DateTimeOffset since = now.ShadowSince ?? default;
        if (now.Shadow != order.Model)
            return Over("the challenger has been taken out of the shadow");
        if (now.Champion != order.Snapshot.Champion)
            return Over("another model has become champion meanwhile: the challenger was not compared with that one");
        long decisions = await metrics.CountShadowedAsync(now.Champion, order.Model, since, cancellation);
        TimeSpan left = since.AddHours(options.Value.ShadowHours) - clock.GetUtcNow();
        if (left <= TimeSpan.Zero && decisions >= options.Value.ShadowDecisions)
            return new ShadowLook(true, null, "", default, since);
        if (clock.GetUtcNow() - since > TimeSpan.FromDays(options.Value.MostShadowDays))
        {
            await roles.StopShadowAsync(order.Model, new Act(RoleBook.Retraining, "stop-shadow", Reason: $"{order.Run.InstanceId}: too few decisions"), cancellation);
            return Over(Say($"only {decisions:N0} decisions in {options.Value.MostShadowDays} days, {options.Value.ShadowDecisions:N0} are needed"));
        }
        TimeSpan pause = TimeSpan.FromMinutes(options.Value.LookAgainMinutes);
        return new ShadowLook(false, null, Say($"since {since:yyyy-MM-dd HH:mm}, {decisions:N0} decisions of {options.Value.ShadowDecisions:N0}, at least {options.Value.ShadowHours} hours"),
            (clock.GetUtcNow() + (left > pause ? left : pause)).UtcDateTime);
    }

    private static ShadowLook Over(string why) => new(false, why, "", default);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
