using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Alerts;

/// <summary>GET /v1/alerts?state=triggered: the work queue, alerts of one state in the order in which they are worth an analyst's minutes.</summary>
public sealed class ListAlerts(IDocuments documents, AlertBook alerts)
{
    [Function(nameof(ListAlerts))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/alerts")] HttpRequest request, CancellationToken cancellation)
    {
        if (request.UnknownParameter("state", "severity", "reason", "customer", "assignee", "limit", "after") is { } unknown)
            return Problem.Invalid(unknown);
        (int limit, string? after, FieldProblem? problem) = request.Page();
        (AlertState? state, FieldProblem? wrongState) = request.Choice<AlertState>("state");
        (Severity? severity, FieldProblem? wrongSeverity) = request.Choice<Severity>("severity");
        (string? reason, FieldProblem? wrongReason) = request.Text("reason");
        (string? customer, FieldProblem? wrongCustomer) = request.Text("customer");
        (string? assignee, FieldProblem? wrongAssignee) = request.Text("assignee");
        if ((problem ?? wrongState ?? wrongSeverity ?? wrongReason ?? wrongCustomer ?? wrongAssignee) is { } wrong)
            return Problem.Invalid(wrong);
        Filter filter = new(state ?? AlertState.Triggered, severity, reason, assignee);
        PageOf<AlertView> page = customer is not null
            ? Page(await alerts.OfCustomerAsync(customer, cancellation), filter, limit, after)
            : await FilteredList.ReadAsync(documents, CustomerBook.Container, RangeQuery.Prefix(AlertDocument.IndexPrefix(filter.State), limit, after: after),
                document => Alert.FromJson(document.Body) is var alert && filter.Passes(alert) ? AlertView.Of(alert) : null, cancellation);
        return Results.Json(page, Json.Options);
    }

    /// <summary>A page of one customer's alerts, who has few of them, in the order of the queue.</summary>
    internal static PageOf<AlertView> Page(IReadOnlyList<Alert> all, Filter filter, int limit, string? after)
    {
        (string Place, Alert Alert)[] left =
        [
            .. all.Where(filter.Passes).Select(alert => (Place: AlertDocument.IndexOf(alert) + '\n' + alert.Id, alert))
                .Where(placed => after is null || string.CompareOrdinal(placed.Place, after) > 0).OrderBy(placed => placed.Place, StringComparer.Ordinal),
        ];
        bool more = left.Length > limit;
        return new PageOf<AlertView>([.. left.Take(limit).Select(placed => AlertView.Of(placed.Alert))], more, more ? Cursor.Encode(left[limit - 1].Place) : null);
    }

    internal sealed record Filter(AlertState State, Severity? Severity, string? Reason, string? Assignee)
    {
        public bool Passes(Alert alert) => alert.State == State
            && (Severity is null || alert.Severity == Severity) && (Reason is null || alert.Reason == Reason) && (Assignee is null || alert.Assignee == Assignee);
    }
}
