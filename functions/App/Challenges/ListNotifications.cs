using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Challenges;

/// <summary>A message as callers see it.</summary>
public sealed record NotificationView(string ChallengeId, NotificationChannel Channel, string Text, DateTimeOffset At, DateTimeOffset ExpiresAt, DateTimeOffset? SentAt);

/// <summary>
/// GET /v1/notifications?customer=: the messages to a customer. The code in them is for the customer's eyes; only in a demo, where there is no phone,
/// the bank's app reads it here.
/// </summary>
public sealed class ListNotifications(IDocuments documents, IOptions<IdentityOptions> identity)
{
    [Function(nameof(ListNotifications))]
    [Allow(Role.Supervisor, Role.Service)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/notifications")] HttpRequest request, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter("customer", "limit", "after") is { } unknown)
            return Problem.Invalid(unknown);
        (int limit, string? after, FieldProblem? problem) = request.Page();
        (string? customer, FieldProblem? wrongCustomer) = request.Text("customer");
        if ((problem ?? wrongCustomer) is { } wrong)
            return Problem.Invalid(wrong);
        if (customer is null)
            return Problem.Invalid("missing", "customer", "is missing: messages are read by customer");
        bool maySeeCodes = MaySeeCodes(context.Caller(), identity.Value);
        DocumentPage page = await documents.QueryPartitionAsync(ChallengeDocument.Container, customer, RangeQuery.Prefix(Notification.Prefix, limit, after: after), cancellation);
        return Results.Json(new PageOf<NotificationView>([.. page.Documents.Select(document => ViewOf(Notification.FromJson(document.Body), maySeeCodes))], page.Next is not null, Cursor.Encode(page.Next)), Json.Options);
    }

    internal static bool MaySeeCodes(Caller caller, IdentityOptions identity) => identity.Demo && caller.Roles.Contains(Role.Service);

    private static NotificationView ViewOf(Notification message, bool withCode)
        => new(message.ChallengeId, message.Channel, withCode ? message.Body() : message.Redacted(), message.At, message.ExpiresAt, message.SentAt);
}
