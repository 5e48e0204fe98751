using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Policies;

/// <summary>GET /v1/policies: all versions of the policy, the newest first.</summary>
public sealed class ListPolicies(Rulebook rulebook)
{
    [Function(nameof(ListPolicies))]
    [Allow(Role.ModelOwner, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/policies")] HttpRequest request, CancellationToken cancellation)
    {
        if (request.UnknownParameter("limit", "after") is { } unknown)
            return Problem.Invalid(unknown);
        (int limit, string? after, var problem) = request.Page();
        if (problem is not null)
            return Problem.Invalid(problem);
        ActiveVersions versions = await rulebook.GetActiveAsync(cancellation);
        (var policies, string? next) = await rulebook.ListPoliciesAsync(limit, after, cancellation);
        return Results.Json(new PageOf<PolicyView>([.. policies.Select(policy => PolicyView.Of(policy, versions.Policy))], next is not null, Cursor.Encode(next)), Json.Options);
    }
}
