using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Alerts;

/// <summary>POST /v1/alerts/actions: does one thing to up to fifty alerts. Each has its own result; doing it again changes nothing.</summary>
public sealed class ActOnAlerts(AlertBook alerts)
{
    private const int MostAlerts = 50;
    private const int LongestReason = 2_000;
    private const int LongestName = 128;
    private const int Attempts = 5;

    /// <summary>The body. Without an assignee the caller takes the alerts.</summary>
    public sealed record Request(AlertAction? Action, IReadOnlyList<string?>? AlertIds, string? Assignee, string? Reason);

    /// <summary>What became of one alert.</summary>
    public enum ResultCode
    {
        Done,

        /// <summary>It was like that already.</summary>
        Unchanged,
        NotFound,

        /// <summary>Its state does not allow it.</summary>
        NotAllowed,

        /// <summary>It is in a case, which decides about it.</summary>
        InCase,

        /// <summary>Others kept changing it at the same time; ask again.</summary>
        Busy,
    }

    /// <summary>One alert, what became of it, and where it stands now.</summary>
    public sealed record ActionResult(string AlertId, ResultCode Code, AlertState? State, string? Detail = null);

    [Function(nameof(ActOnAlerts))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/alerts/actions")] HttpRequest request, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        (Request? asked, FieldProblem? unreadable) = await request.ReadJsonAsync<Request>(cancellation);
        if (asked is null)
            return Problem.Invalid(unreadable!);
        if (Refuse(asked) is { } wrong)
            return Problem.Invalid(wrong);
        List<ActionResult> results = [];
        foreach (string alertId in asked.AlertIds!.OfType<string>().Distinct(StringComparer.Ordinal))
            results.Add(await ActAsync(alertId, asked, context.Caller().Name, cancellation));
        return Results.Json(new { results }, Json.Options);
    }

    internal static FieldProblem? Refuse(Request asked) => asked switch
    {
        { Action: null } => new FieldProblem("missing", "action", $"is missing; known are {string.Join(", ", Choices<AlertAction>.Names)}"),
        { AlertIds: null or { Count: 0 or > MostAlerts } } => new FieldProblem("out-of-range", "alertIds", $"must name from 1 to {MostAlerts} alerts"),
        _ when asked.AlertIds.Any(string.IsNullOrEmpty) => new FieldProblem("empty", "alertIds", "hold an empty id"),
        { Reason: null or "", Action: AlertAction.Dismiss or AlertAction.Clear or AlertAction.Confirm } => new FieldProblem("missing", "reason", "is missing: what is closed says why"),
        { Reason.Length: > LongestReason } => new FieldProblem("too-long", "reason", $"has more than {LongestReason} characters"),
        { Assignee: not null, Action: not AlertAction.Assign } => new FieldProblem("unexpected", "assignee", "goes with the action assign only"),
        { Assignee: { Length: 0 or > LongestName } } => new FieldProblem("out-of-range", "assignee", $"must have from 1 to {LongestName} characters"),
        _ => null,
    };

    /// <summary>The alert after an action by somebody, and what to say of it; no alert when nothing changes.</summary>
    internal static (Alert? Changed, ResultCode Code) Act(Alert alert, AlertAction action, string by, string? assignee, string? reason)
    {
        if (Transitions.After(alert.State, action) is not { } state)
            return (null, ResultCode.NotAllowed);
        if (action.Closes() && alert.CaseId is not null && state != alert.State)
            return (null, ResultCode.InCase);
        string? worker = action switch
        {
            AlertAction.Assign => assignee ?? by,
            AlertAction.Review => alert.Assignee ?? by,
            AlertAction.Escalate or AlertAction.Dismiss or AlertAction.Clear or AlertAction.Confirm => alert.Assignee,
        };
        return state == alert.State && worker == alert.Assignee
            ? (null, ResultCode.Unchanged)
            : (alert with { State = state, Assignee = worker, ClosedReason = action.Closes() ? reason : null }, ResultCode.Done);
    }

    private async Task<ActionResult> ActAsync(string alertId, Request asked, string by, CancellationToken cancellation)
    {
        AlertAction action = asked.Action!.Value;
        AlertState? state = null;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (await alerts.FindAsync(alertId, cancellation) is not ({ } alert, { } etag))
                return new ActionResult(alertId, ResultCode.NotFound, null);
            state = alert.State;
            (Alert? changed, ResultCode code) = Act(alert, action, by, asked.Assignee, asked.Reason);
            if (changed is null)
                return new ActionResult(alertId, code, alert.State, Explain(alert, action, code));
            Act act = new(by, Choices<AlertAction>.NameOf(action), Describe(alert), Describe(changed), asked.Reason);
            if (await alerts.WriteAsync(changed, etag, act, cancellation))
                return new ActionResult(alertId, code, changed.State);
        }
        return new ActionResult(alertId, ResultCode.Busy, state, "Others kept changing it; ask again.");
    }

    private static string? Explain(Alert alert, AlertAction action, ResultCode code) => code switch
    {
        ResultCode.NotAllowed => $"{Choices<AlertAction>.NameOf(action)} is not allowed while it is {AlertBook.NameOf(alert.State)}.",
        ResultCode.InCase => $"It is closed by closing case '{alert.CaseId}'.",
        ResultCode.Done or ResultCode.Unchanged or ResultCode.NotFound or ResultCode.Busy => null,
    };

    private static string Describe(Alert alert) => alert.Assignee is null ? AlertBook.NameOf(alert.State) : $"{AlertBook.NameOf(alert.State)}, {alert.Assignee}";
}
