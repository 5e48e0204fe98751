using FraudFunctions.App.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Alerts;

/// <summary>GET /v1/alerts/{id}: one alert with what was done about it, by whom and why.</summary>
public sealed class GetAlert(AlertBook alerts)
{
    [Function(nameof(GetAlert))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/alerts/{id}")] HttpRequest request, string id, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        if (await alerts.FindAsync(id, cancellation) is not ({ } alert, { } etag))
            return Problem.NotFound($"There is no alert '{id}'.");
        request.HttpContext.Response.Headers.ETag = $"\"{etag}\"";
        return Results.Json(AlertView.Of(alert, await alerts.HistoryAsync(alert, cancellation)), Json.Options);
    }
}
