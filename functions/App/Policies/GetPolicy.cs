using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Policies;

/// <summary>A policy as it is stored, and whether it is the one that decides.</summary>
public sealed record PolicyView(int Version, bool Active, JsonElement Policy)
{
    public static PolicyView Of(JsonElement policy, int active)
    {
        int version = policy.GetProperty("version").GetInt32();
        return new PolicyView(version, version == active, policy);
    }
}

/// <summary>GET /v1/policies/{id}: one version of the policy; <c>active</c> is the one that decides.</summary>
public sealed class GetPolicy(Rulebook rulebook)
{
    internal const string Active = "active";

    [Function(nameof(GetPolicy))]
    [Allow(Role.ModelOwner, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/policies/{id}")] HttpRequest request, string id, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        ActiveVersions versions = await rulebook.GetActiveAsync(cancellation);
        return await FindAsync(rulebook, id, versions, cancellation) is { } policy
            ? Results.Json(PolicyView.Of(policy, versions.Policy), Json.Options)
            : NotFound(id);
    }

    /// <summary>The stored policy that an id names: a version, or the active one.</summary>
    internal static async Task<JsonElement?> FindAsync(Rulebook rulebook, string id, ActiveVersions versions, CancellationToken cancellation)
    {
        if (id == Active)
            return await rulebook.FindPolicyAsync(versions.Policy, cancellation);
        return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? await rulebook.FindPolicyAsync(version, cancellation) : null;
    }

    internal static IResult NotFound(string id) => Problem.NotFound($"There is no policy '{id}'; a policy is named by its version, or 'active'.");
}
