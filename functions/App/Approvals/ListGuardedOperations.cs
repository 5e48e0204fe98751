using FraudFunctions.App.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Approvals;

/// <summary>GET /v1/four-eyes: what takes two people, who may propose it and who may approve it.</summary>
public sealed class ListGuardedOperations(FourEyes fourEyes, ApprovalDesk desk)
{
    /// <summary>A line of the table; what cannot be proposed under /v1/approvals is guarded where it is done.</summary>
    public sealed record Line(GuardedOperation Operation, IReadOnlyList<Role> Makers, IReadOnlyList<Role> Checkers, long AboveMinor, bool ProposedHere);

    [Function(nameof(ListGuardedOperations))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/four-eyes")] HttpRequest request)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        Line[] lines = [.. fourEyes.Rules.OrderBy(rule => rule.Operation).Select(rule => new Line(rule.Operation, rule.Makers, rule.Checkers, rule.AboveMinor, desk.Available.Contains(rule.Operation)))];
        return Results.Json(new { items = lines }, Json.Options);
    }
}
