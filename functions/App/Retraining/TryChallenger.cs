using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Retraining;

/// <summary>Puts a challenger into the shadow, or says why it cannot be tried.</summary>
public sealed class TryChallenger(RoleBook roles)
{
    [Function(nameof(TryChallenger))]
    public async Task<string?> Run([ActivityTrigger] ShadowOrder order, CancellationToken cancellation)
    {
        Act act = new(RoleBook.Retraining, "start-shadow", Reason: $"{order.Run.InstanceId}: has passed the gates");
        FieldProblem? impossible = await roles.StartShadowAsync(order.Model, $"{order.Run.InstanceId}~shadow", act, cancellation);
        return impossible is null ? null : $"the challenger could not be tried: {impossible.Message}";
    }
}
