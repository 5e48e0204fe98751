using FraudFunctions.App.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Challenges;

/// <summary>GET /v1/challenges/{id}: how a challenge stands; its id is that of its decision.</summary>
public sealed class GetChallenge(ChallengeBook challenges)
{
    [Function(nameof(GetChallenge))]
    [Allow(Role.Service, Role.Analyst, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/challenges/{id}")] HttpRequest request, string id, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        return await challenges.GetAsync(id, cancellation) is { } challenge
            ? Results.Json(ChallengeView.Of(challenge), Json.Options)
            : Problem.NotFound($"There is no challenge '{id}'.");
    }
}
