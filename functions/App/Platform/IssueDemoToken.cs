using System.Net;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Platform;

/// <summary>POST /v1/demo-tokens/{person}: a token for one of the demo people, on the machine itself and nowhere else.</summary>
public sealed class IssueDemoToken(Tokens tokens)
{
    [Function(nameof(IssueDemoToken))]
    [AllowAnybody]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/demo-tokens/{person}")] HttpRequest request, string person)
    {
        if (!IsLocal(request))
            return Problem.NotFound("There are no demo tokens here.");
        return tokens.IssueDemo(person) is { } token
            ? Results.Json(new { token, person, roles = Tokens.DemoPeople[person].Select(Choices<Role>.NameOf) }, Json.Options)
            : Problem.NotFound($"There is nobody called '{person}'; there are {string.Join(", ", Tokens.DemoPeople.Keys)}.");
    }

    /// <summary>
    /// From this machine and addressed to it by its own name: a page of elsewhere, whose name was bent to point here, sends that name along.
    /// </summary>
    private static bool IsLocal(HttpRequest request)
        => request.HttpContext.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && (request.Host.Host == "localhost" || (IPAddress.TryParse(request.Host.Host, out IPAddress? host) && IPAddress.IsLoopback(host)))
            && (!request.Headers.ContainsKey("Origin") || request.Headers.Origin == $"{request.Scheme}://{request.Host}");
}
