using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;

namespace FraudFunctions.App.Models;

/// <summary>Why somebody changes which model has which role.</summary>
public sealed record RoleRequest(string? Reason);

/// <summary>What changes of roles ask of their request.</summary>
internal static class RoleRequests
{
    private const int LongestReason = 2_000;

    public static async Task<(RoleRequest? Asked, IResult? Wrong)> ReadReasonAsync(this HttpRequest request, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return (null, Problem.Invalid(unknown));
        (RoleRequest? asked, FieldProblem? unreadable) = await request.ReadJsonAsync<RoleRequest>(cancellation);
        if (asked is null)
            return (null, Problem.Invalid(unreadable!));
        return asked.Reason is { Length: <= LongestReason } reason && !string.IsNullOrWhiteSpace(reason)
            ? (asked, null)
            : (null, Problem.Invalid("missing", "reason", $"must say why, in up to {LongestReason} characters"));
    }
}
