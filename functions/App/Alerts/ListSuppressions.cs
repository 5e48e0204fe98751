using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Alerts;

/// <summary>GET /v1/suppressions?state=active: approved suppressions by their end, the next first; those that have ended, the last first.</summary>
public sealed class ListSuppressions(IDocuments documents, TimeProvider clock)
{
    /// <summary>Whether it still acts.</summary>
    public enum SuppressionState { Active, Expired }

    [Function(nameof(ListSuppressions))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/suppressions")] HttpRequest request, CancellationToken cancellation)
    {
        if (request.UnknownParameter("state", "customer", "reason", "limit", "after") is { } unknown)
            return Problem.Invalid(unknown);
        (int limit, string? after, FieldProblem? problem) = request.Page();
        (SuppressionState? state, FieldProblem? wrongState) = request.Choice<SuppressionState>("state");
        (string? customer, FieldProblem? wrongCustomer) = request.Text("customer");
        (string? reason, FieldProblem? wrongReason) = request.Text("reason");
        if ((problem ?? wrongState ?? wrongCustomer ?? wrongReason) is { } wrong)
            return Problem.Invalid(wrong);
        string now = Suppressions.IndexOf(clock.GetUtcNow().AddSeconds(1));
        RangeQuery query = state == SuppressionState.Expired
            ? new RangeQuery(Suppressions.IndexPrefix, now, limit, Descending: true, after)
            : new RangeQuery(now, Suppressions.IndexPrefix + '\uffff', limit, After: after);
        return Results.Json(await FilteredList.ReadAsync(documents, Suppressions.Container, query, document =>
        {
            Suppression suppression = Suppression.FromJson(document.Body);
            return (customer is null || customer == suppression.CustomerId) && (reason is null || reason == suppression.ReasonCode) ? suppression : null;
        }, cancellation), Json.Options);
    }
}
