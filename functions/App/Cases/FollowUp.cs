using FraudFunctions.App.Alerts;
using FraudFunctions.App.Platform;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Cases;

/// <summary>
/// The case after a case: a payment that joined an alert once its disposition had been proposed is decided about by nobody. Its alert is opened again
/// and goes into a case of its own.
/// </summary>
public sealed class FollowUp(CaseBook cases, AlertBook alerts, IOptions<CasesOptions> options, TimeProvider clock)
{
    /// <summary>The alerts of a case that no other case has taken over.</summary>
    public async Task<IReadOnlyList<string>> StillOursAsync(Case closed, CancellationToken cancellation)
    {
        List<string> ours = [];
        foreach (string alert in closed.AlertIds)
        {
            if (await cases.TakenByAsync(closed.CustomerId, alert, cancellation) == closed.Number)
                ours.Add(alert);
        }
        return ours;
    }

    /// <summary>Opens it, when there is something left; an alert that has gone into it before is not among ours any more.</summary>
    public async Task OpenAsync(Case closed, IReadOnlyList<string> ours, DurableTaskClient client, CancellationToken cancellation)
    {
        Alert[] left = [.. (await alerts.GetAsync(closed.CustomerId, ours, cancellation)).Where(alert => alert.DecisionIds.Except(closed.Disposition!.DecisionIds).Any())];
        foreach (Alert alert in left)
        {
            Case next = OpenCase.Take(null, RaiseAlerts.Event(alert), Case.NextNumber(closed.Type, await cases.OfCustomerAsync(closed.CustomerId, cancellation)), options.Value, clock.GetUtcNow())!;
            Act act = new(nameof(FollowUp), "open", closed.Id, alert.Id);
            // The alert first: as long as no case has taken it over it is ours, and closing again does all of this again.
            await alerts.SettleAsync(closed.CustomerId, [alert.Id], AlertState.UnderReview, next.Id, act, cancellation);
            FiledCase opened = await cases.OpenAsync(next, act, cancellation, takeOver: true)
                ?? throw new IOException($"Another case of customer '{closed.CustomerId}' was opened just now.");
            await OpenCase.StartAsync(client, opened.Case, cancellation);
        }
    }
}
