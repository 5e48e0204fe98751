using FraudFunctions.App.Platform;
using FraudFunctions.Learning.Governance;

namespace FraudFunctions.App.Models;

/// <summary>Ends the shadow of a model that fails on live payments: its role is stopped, and a report that it failed keeps it from becoming champion.</summary>
public sealed class EndShadow(RoleBook roles, ModelFindings findings, TimeProvider clock)
{
    public async Task AfterFaultAsync(string model, string why, CancellationToken cancellation)
    {
        ModelRoles now = await roles.GetAsync(cancellation);
        // The champion of before, which is scored beside for a day, has no role to lose.
        if (now.Shadow != model)
            return;
        DateTimeOffset time = clock.GetUtcNow();
        GateResult failed = new("shadowFault", false, new Dictionary<string, double>(), $"It failed on live payments: {why}");
        // The report first: whoever finds the role stopped finds out why.
        await findings.KeepAsync(new ShadowReport(model, now.Champion, now.ShadowSince ?? time, time, 0, [failed]), cancellation);
        await roles.StopShadowAsync(model, new Act(RoleBook.Desk, "stop-shadow", Reason: failed.Sentence), cancellation);
    }
}
