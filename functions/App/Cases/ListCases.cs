using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Cases;

/// <summary>GET /v1/cases?inbox=fraud: open cases of an inbox in the order of their worth, or with closed=true those that are done.</summary>
public sealed class ListCases(CaseBook cases, IDocuments documents)
{
    [Function(nameof(ListCases))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cases")] HttpRequest request, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter("inbox", "closed", "status", "assignee", "customer", "limit", "after") is { } unknown)
            return Problem.Invalid(unknown);
        (int limit, string? after, FieldProblem? problem) = request.Page();
        (CaseStatus? status, FieldProblem? wrongStatus) = request.Choice<CaseStatus>("status");
        (string? assignee, FieldProblem? wrongAssignee) = request.Text("assignee");
        (string? customer, FieldProblem? wrongCustomer) = request.Text("customer");
        (string? inbox, FieldProblem? wrongInbox) = request.Text("inbox");
        if ((problem ?? wrongStatus ?? wrongAssignee ?? wrongCustomer ?? wrongInbox) is { } wrong)
            return Problem.Invalid(wrong);
        string asked = request.Query["closed"].ToString();
        if (asked is not ("" or "true" or "false"))
            return Problem.Invalid("unknown-value", "closed", $"is '{asked}'; it is true or false");
        bool closed = asked == "true";
        Caller caller = context.Caller();
        bool Passes(Case one) => one.MayBeSeenBy(caller) && (status is null || one.Status == status) && (assignee is null || one.Assignee == assignee);
        if (customer is not null)
        {
            CaseView[] own = [.. (await cases.OfCustomerAsync(customer, cancellation)).Select(filed => filed.Case).Where(Passes).Select(CaseView.Of)];
            return Results.Json(new PageOf<CaseView>(own, false, null), Json.Options);
        }
        inbox ??= CasesOptions.FraudInbox;
        RangeQuery query = RangeQuery.Prefix(closed ? CaseDocument.ClosedPrefix(inbox) : CaseDocument.OpenPrefix(inbox), limit, descending: closed, after);
        return Results.Json(await FilteredList.ReadAsync(documents, CaseDocument.Container, query,
            document => Case.FromJson(document.Body) is var one && Passes(one) ? CaseView.Of(one) : null, cancellation), Json.Options);
    }
}

/// <summary>POST /v1/cases/next: gives the caller the case of an inbox that is worth most and that nobody has, and starts it.</summary>
public sealed class TakeNextCase(CaseBook cases, IDocuments documents)
{
    private const int LookedAt = 200;

    public sealed record Request(string? Inbox);

    [Function(nameof(TakeNextCase))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cases/next")] HttpRequest request, FunctionContext context, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        (Request? asked, FieldProblem? unreadable) = await request.ReadJsonAsync<Request>(cancellation);
        if (unreadable is not null)
            return Problem.Invalid(unreadable);
        Caller caller = context.Caller();
        DocumentPage page = await documents.QueryIndexAsync(CaseDocument.Container, RangeQuery.Prefix(CaseDocument.OpenPrefix(asked!.Inbox ?? CasesOptions.FraudInbox), LookedAt), cancellation);
        foreach (Document document in page.Documents)
        {
            Case one = Case.FromJson(document.Body);
            if (!one.MayBeSeenBy(caller) || !IsFor(one, caller.Name))
                continue;
            Act act = new(caller.Name, "take-next", one.Assignee, caller.Name);
            // Somebody else was faster: the next one then.
            if (await cases.ChangeAsync(new FiledCase(one, document.ETag), one with { Assignee = caller.Name, Status = CaseStatus.InProgress }, act, [], cancellation) is { } taken)
            {
                await client.RaiseEventAsync(new CaseRound(one.CustomerId, one.Number, one.Round).InstanceId, InvestigateCase.Changed, "taken", cancellation);
                return CaseView.Answer(request.HttpContext.Response, taken);
            }
        }
        return Results.NoContent();
    }

    /// <summary>Nobody's yet, or put on the caller's desk and not begun.</summary>
    internal static bool IsFor(Case one, string caller)
        => (one.Status == CaseStatus.Ready && (one.Assignee is null || one.Assignee == caller)) || (one.Status is CaseStatus.Assigned or CaseStatus.Returned && one.Assignee == caller);
}
