using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Transactions;

/// <summary>GET /v1/quarantine?state=open: events that could not be used, the oldest first, with the member that is wrong.</summary>
public sealed class ListQuarantine(Quarantine quarantine)
{
    [Function(nameof(ListQuarantine))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Service)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/quarantine")] HttpRequest request, CancellationToken cancellation)
    {
        if (request.UnknownParameter("state", "limit", "after") is { } unknown)
            return Problem.Invalid(unknown);
        (int limit, string? after, FieldProblem? problem) = request.Page();
        if (problem is not null)
            return Problem.Invalid(problem);
        QuarantineState state = QuarantineState.Open;
        if (request.Query.TryGetValue("state", out var asked) && !Choices<QuarantineState>.ByName.TryGetValue(asked.ToString(), out state))
            return Problem.Invalid("unknown-value", "state", $"is '{asked}'; known are {string.Join(", ", Choices<QuarantineState>.Names)}");
        (IReadOnlyList<QuarantinedEvent> entries, string? next) = await quarantine.ListAsync(state, after, limit, cancellation);
        return Results.Json(new PageOf<QuarantinedEvent>(entries, next is not null, Cursor.Encode(next)), Json.Options);
    }
}
