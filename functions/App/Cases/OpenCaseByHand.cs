using FraudFunctions.App.Alerts;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Cases;

/// <summary>POST /v1/cases: opens a case that no alert has opened, as a suspicion of money laundering is; a customer has one open case of a type.</summary>
public sealed class OpenCaseByHand(CaseBook cases, IDocuments documents, IOptions<CasesOptions> options, TimeProvider clock)
{
    private const int LongestReason = 4_000;
    private const int Attempts = 5;

    public sealed record Request(string? CustomerId, CaseType? Type, Severity? Severity, string? Reason);

    [Function(nameof(OpenCaseByHand))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cases")] HttpRequest request, FunctionContext context, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        (Request? asked, FieldProblem? unreadable) = await request.ReadJsonAsync<Request>(cancellation);
        if ((unreadable ?? Refuse(asked!)) is { } wrong)
            return Problem.Invalid(wrong);
        Caller caller = context.Caller();
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (await documents.GetAsync(CustomerBook.Container, new DocumentKey(asked!.CustomerId!, CustomerRecord.DocumentId), cancellation) is null)
                return Problem.Invalid("unknown-value", "customerId", $"is '{asked.CustomerId}', and nothing was ever decided for such a customer");
            IReadOnlyList<FiledCase> all = await cases.OfCustomerAsync(asked.CustomerId!, cancellation);
            Case opened = Opened(asked, Case.NextNumber(asked.Type!.Value, all), options.Value, clock.GetUtcNow());
            if (!opened.MayBeSeenBy(caller))
                return Problem.Forbidden("forbidden", "Cases of this type are opened by compliance.").ToResult();
            if (all.LastOrDefault(filed => filed.Case.Type == opened.Type && !filed.Case.IsClosed) is { } open)
            {
                await OpenCase.StartAsync(client, open.Case, cancellation);
                return CaseView.Answer(request.HttpContext.Response, open);
            }
            if (await cases.OpenAsync(opened, new Act(caller.Name, "open", Reason: asked.Reason), cancellation) is not { } written)
                continue;
            await OpenCase.StartAsync(client, written.Case, cancellation);
            request.HttpContext.Response.Headers.Location = "/v1/cases/" + Uri.EscapeDataString(written.Case.Id);
            return CaseView.Answer(request.HttpContext.Response, written, StatusCodes.Status201Created);
        }
        return Problem.Conflict("busy", $"Cases of customer '{asked!.CustomerId}' are being opened by others just now; ask again.");
    }

    internal static FieldProblem? Refuse(Request asked) => asked switch
    {
        { CustomerId: null or "" } => new FieldProblem("missing", "customerId", "is missing"),
        { Type: null } => new FieldProblem("missing", "type", $"is missing; known are {string.Join(", ", Choices<CaseType>.Names)}"),
        { Reason: var reason } when string.IsNullOrWhiteSpace(reason) => new FieldProblem("missing", "reason", "is missing: what was noticed"),
        { Reason.Length: > LongestReason } => new FieldProblem("too-long", "reason", $"has more than {LongestReason} characters"),
        _ => null,
    };

    internal static Case Opened(Request asked, int number, CasesOptions options, DateTimeOffset now)
    {
        Severity severity = asked.Severity ?? Severity.Medium;
        return new Case
        {
            CustomerId = asked.CustomerId!,
            Number = number,
            Type = asked.Type!.Value,
            Status = CaseStatus.Draft,
            Severity = severity,
            // Nobody has weighed it in money: by its severity it comes before what is expected to cost less than so many euro a minute.
            Priority = 100 * (int)severity,
            Inbox = asked.Type.Value switch
            {
                CaseType.Fraud => CasesOptions.FraudInbox,
                CaseType.Aml => CasesOptions.AmlInbox,
                CaseType.Screening => CasesOptions.ScreeningInbox,
            },
            AlertIds = [],
            OpenedAt = now,
            DueAt = now + options.DueIn(severity),
            Round = 1,
        };
    }
}
