using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Models;

/// <summary>
/// POST /v1/models/rollback: gives the decision back to the champion before, at once. One person may always do that: it is what decided before.
/// </summary>
public sealed class RollBackModel(RoleBook roles)
{
    [Function(nameof(RollBackModel))]
    [Allow(Role.ModelOwner, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/models/rollback")] HttpRequest request, FunctionContext context, CancellationToken cancellation)
    {
        (RoleRequest? asked, IResult? wrong) = await request.ReadReasonAsync(cancellation);
        if (asked is null)
            return wrong!;
        FieldProblem? impossible = await roles.RollBackAsync(null, null, new Act(context.Caller().Name, "roll-back", Reason: asked.Reason), cancellation);
        return impossible is null ? Results.Json(await roles.GetAsync(cancellation), Json.Options) : Problem.Conflict(impossible.Code, $"The {impossible.Field} {impossible.Message}.");
    }
}
