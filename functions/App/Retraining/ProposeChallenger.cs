using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Approvals;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Retraining;

/// <summary>Proposes a challenger to two people, of whom the retraining is the first; or promotes it where the bank has allowed that.</summary>
public sealed class ProposeChallenger(ApprovalDesk desk, RoleBook roles, IOptions<ModelsOptions> options)
{
    [Function(nameof(ProposeChallenger))]
    public async Task<Proposed> Run([ActivityTrigger] ProposalOrder order, CancellationToken cancellation)
    {
        string reason = string.Create(CultureInfo.InvariantCulture, $"{order.Run.InstanceId}: {order.Challenger.Recipe}, average precision {order.Challenger.AveragePrecision:F3} on the test of {order.Snapshot.TestFrom:yyyy-MM-dd} to {order.Snapshot.TestUntil:yyyy-MM-dd}. {order.Shadow}");
        if (options.Value.AutomaticPromotion)
        {
            FieldProblem? impossible = await roles.PromoteAsync(order.Challenger.Model, order.Snapshot.Champion, order.Run.InstanceId, new Act(RoleBook.Retraining, "promote", Reason: reason), cancellation);
            return new Proposed(impossible is null ? "promoted automatically" : $"not promoted: {impossible.Field} {impossible.Message}", null);
        }
        JsonElement content = JsonSerializer.SerializeToElement(new { from = order.Snapshot.Champion }, Json.Options);
        ProposalRequest request = new(GuardedOperation.PromoteModel, order.Challenger.Model, content, reason, null);
        // What this run has proposed before stays proposed, whatever has become of it.
        string id = Proposal.IdOf(GuardedOperation.PromoteModel, RoleBook.Retraining, request, 1);
        if (await desk.GetAsync(id, cancellation) is null)
        {
            if (await desk.CheckAsync(GuardedOperation.PromoteModel, request, cancellation) is { } refused)
                return new Proposed($"not proposed: {refused.Field} {refused.Message}", null);
            // Started by the clock, it was nobody's wish.
            string? startedBy = order.Run.StartedBy == nameof(RetrainNightly) ? null : order.Run.StartedBy;
            await desk.ProposeAsync(GuardedOperation.PromoteModel, request, RoleBook.Retraining, cancellation, startedBy);
        }
        return new Proposed("proposed", id);
    }
}
