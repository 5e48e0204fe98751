using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using FraudFunctions.Embedded.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Embedded.Http;

/// <summary>What the host itself serves, outside the functions' prefix: what runs, how far it is, what could not be handled.</summary>
internal static class AdminEndpoints
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        Get(endpoints, "/admin/functions", http => Task.FromResult<object>(Of<EmbeddedRuntime>(http).Functions));
        Get(endpoints, "/admin/streams", async http => await Of<EmbeddedRuntime>(http).StreamsAsync(http.RequestAborted));
        Get(endpoints, "/admin/dead-letters", http => Task.FromResult<object>(Of<DeadLetters>(http).List()));
        Map(endpoints, HttpMethods.Post, "/admin/dead-letters/{id}/replay", async http =>
        {
            string id = (string)http.Request.RouteValues["id"]!;
            // A client that hangs up must not leave the replay between its two steps.
            ReplayOutcome outcome = await Of<DeadLetters>(http).ReplayAsync(id, CancellationToken.None);
            http.Response.StatusCode = outcome switch
            {
                ReplayOutcome.Replayed => StatusCodes.Status200OK,
                ReplayOutcome.AlreadyReplayed => StatusCodes.Status409Conflict,
                ReplayOutcome.NotFound => StatusCodes.Status404NotFound,
            };
            await http.Response.WriteAsJsonAsync(new { id, outcome = outcome.ToString() }, Json, http.RequestAborted);
        });
    }

    private static T Of<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();

    private static void Get(IEndpointRouteBuilder endpoints, string route, Func<HttpContext, Task<object>> answer) =>
        Map(endpoints, HttpMethods.Get, route, async http =>
        {
            object facts = await answer(http);
            await http.Response.WriteAsJsonAsync(facts, facts.GetType(), Json, http.RequestAborted);
        });

    /// <summary>Serves something to this machine's user only.</summary>
    public static void Map(IEndpointRouteBuilder endpoints, string method, string route, RequestDelegate serve) =>
        endpoints.MapMethods(route, [method], http =>
        {
            if (IsLocal(http.Request)) return serve(http);
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });

    /// <summary>
    /// Only what this machine's user means to send: a page from elsewhere that the user's browser shows could otherwise
    /// reach loopback, by its own name for it or with a form.
    /// </summary>
    private static bool IsLocal(HttpRequest request)
    {
        if (request.Host.Host != "localhost" && !(IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip))) return false;
        return request.Headers.Origin.Count == 0 || request.Headers.Origin == $"{request.Scheme}://{request.Host}";
    }
}
