using System.Text.Json;
using DurableTask.Core.Exceptions;
using FraudFunctions.Embedded.Durable.Store;
using FraudFunctions.Embedded.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Embedded.Durable.Client;

/// <summary>The routes of Durable Functions for starting, asking about and steering orchestrations, and a history to be read.</summary>
internal static class DurableEndpoints
{
    public const string Root = "/runtime/webhooks/durabletask";
    private const string Instance = Root + "/instances/{id}";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        AdminEndpoints.Map(endpoints, HttpMethods.Post, Root + "/orchestrators/{name}/{id?}", StartAsync);
        AdminEndpoints.Map(endpoints, HttpMethods.Get, Root + "/instances", ListAsync);
        AdminEndpoints.Map(endpoints, HttpMethods.Delete, Root + "/instances", PurgeManyAsync);
        AdminEndpoints.Map(endpoints, HttpMethods.Get, Instance, StatusAsync);
        AdminEndpoints.Map(endpoints, HttpMethods.Delete, Instance, async http =>
        {
            PurgeResult purged = await Client(http).PurgeInstanceAsync(Id(http), cancellation: http.RequestAborted);
            await AnswerAsync(http, purged.PurgedInstanceCount > 0 ? StatusCodes.Status200OK : StatusCodes.Status404NotFound, new { instancesDeleted = purged.PurgedInstanceCount });
        });
        Steer(endpoints, "raiseEvent/{name}", async (http, client) =>
        {
            await client.RaiseEventAsync(Id(http), (string)http.Request.RouteValues["name"]!, await BodyAsync(http), http.RequestAborted);
        });
        Steer(endpoints, "terminate", (http, client) => client.TerminateInstanceAsync(Id(http), Reason(http), http.RequestAborted));
        Steer(endpoints, "suspend", (http, client) => client.SuspendInstanceAsync(Id(http), Reason(http), http.RequestAborted));
        Steer(endpoints, "resume", (http, client) => client.ResumeInstanceAsync(Id(http), Reason(http), http.RequestAborted));
        AdminEndpoints.Map(endpoints, HttpMethods.Post, Instance + "/restart", RestartAsync);
        AdminEndpoints.Map(endpoints, HttpMethods.Get, "/admin/orchestrations/{id}/history", HistoryAsync);
    }

    private static StoredOrchestrations Client(HttpContext http) => http.RequestServices.GetRequiredService<StoredOrchestrations>();

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static string? Reason(HttpContext http) => http.Request.Query["reason"].FirstOrDefault();

    private static async Task<JsonElement?> BodyAsync(HttpContext http)
    {
        bool isThere = http.Request.ContentLength is { } length ? length > 0 : http.Request.Headers.TransferEncoding.Count > 0;
        return isThere ? await http.Request.ReadFromJsonAsync<JsonElement>(http.RequestAborted) : null;
    }

    /// <summary>404 for an instance that is not there, 410 for one that has ended, else 202.</summary>
    private static void Steer(IEndpointRouteBuilder endpoints, string verb, Func<HttpContext, StoredOrchestrations, Task> send) =>
        AdminEndpoints.Map(endpoints, HttpMethods.Post, $"{Instance}/{verb}", async http =>
        {
            StoredOrchestrations client = Client(http);
            OrchestrationMetadata? there = await client.GetInstanceAsync(Id(http), http.RequestAborted);
            http.Response.StatusCode = there is null ? StatusCodes.Status404NotFound : there.IsCompleted ? StatusCodes.Status410Gone : StatusCodes.Status202Accepted;
            if (there is not { IsCompleted: false }) return;
            try
            {
                await send(http, client);
            }
            catch (JsonException)
            {
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
            }
        });

    private static async Task StartAsync(HttpContext http)
    {
        try
        {
            JsonElement? input = await BodyAsync(http);
            string id = await Client(http).ScheduleNewOrchestrationInstanceAsync(
                (string)http.Request.RouteValues["name"]!, input, new StartOrchestrationOptions((string?)http.Request.RouteValues["id"]), http.RequestAborted);
            http.Response.Headers.Location = $"{Client(http).WebhookAddress}/instances/{Uri.EscapeDataString(id)}";
            await AnswerAsync(http, StatusCodes.Status202Accepted, new { id, statusQueryGetUri = http.Response.Headers.Location.ToString() });
        }
        catch (OrchestrationAlreadyExistsException there)
        {
            await AnswerAsync(http, StatusCodes.Status409Conflict, new { message = there.Message });
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            await AnswerAsync(http, StatusCodes.Status400BadRequest, new { message = wrong.Message });
        }
    }

    private static async Task StatusAsync(HttpContext http)
    {
        OrchestrationMetadata? there = await Client(http).GetInstanceAsync(Id(http), getInputsAndOutputs: true, http.RequestAborted);
        if (there is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        bool failedAsError = there.RuntimeStatus == OrchestrationRuntimeStatus.Failed && http.Request.Query["returnInternalServerErrorOnFailure"] == "true";
        int code = !there.IsCompleted ? StatusCodes.Status202Accepted : failedAsError ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        await AnswerAsync(http, code, Facts(there));
    }

    private static async Task ListAsync(HttpContext http)
    {
        IQueryCollection asked = http.Request.Query;
        try
        {
            var query = new OrchestrationQuery(
                Time(asked["createdTimeFrom"]), Time(asked["createdTimeTo"]), Statuses(asked["runtimeStatus"]), null, asked["instanceIdPrefix"],
                int.TryParse(asked["top"], out int top) ? top : OrchestrationQuery.DefaultPageSize, asked["showInput"] != "false", http.Request.Headers["x-ms-continuation-token"].FirstOrDefault());
            await foreach (Page<OrchestrationMetadata> page in Client(http).GetAllInstancesAsync(query).AsPages())
            {
                if (page.ContinuationToken is { } token) http.Response.Headers["x-ms-continuation-token"] = token;
                await AnswerAsync(http, StatusCodes.Status200OK, page.Values.Select(Facts));
                return;
            }
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            await AnswerAsync(http, StatusCodes.Status400BadRequest, new { message = wrong.Message });
        }
    }

    private static async Task PurgeManyAsync(HttpContext http)
    {
        IQueryCollection asked = http.Request.Query;
        try
        {
            var filter = new PurgeInstancesFilter(Time(asked["createdTimeFrom"]), Time(asked["createdTimeTo"]), Statuses(asked["runtimeStatus"]));
            PurgeResult purged = await Client(http).PurgeAllInstancesAsync(filter, cancellation: http.RequestAborted);
            await AnswerAsync(http, purged.PurgedInstanceCount > 0 ? StatusCodes.Status200OK : StatusCodes.Status404NotFound, new { instancesDeleted = purged.PurgedInstanceCount });
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            await AnswerAsync(http, StatusCodes.Status400BadRequest, new { message = wrong.Message });
        }
    }

    private static async Task RestartAsync(HttpContext http)
    {
        try
        {
            string id = await Client(http).RestartAsync(Id(http), http.Request.Query["restartWithNewInstanceId"] != "false", http.RequestAborted);
            await AnswerAsync(http, StatusCodes.Status202Accepted, new { id });
        }
        catch (OrchestrationAlreadyExistsException there)
        {
            await AnswerAsync(http, StatusCodes.Status409Conflict, new { message = there.Message });
        }
        catch (ArgumentException)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private static async Task HistoryAsync(HttpContext http)
    {
        (InstanceRow? row, IReadOnlyList<Turn> turns) = Client(http).History(Id(http));
        if (row is null) http.Response.StatusCode = StatusCodes.Status404NotFound;
        else await AnswerAsync(http, StatusCodes.Status200OK, Timeline.Of(row, turns));
    }

    private static object Facts(OrchestrationMetadata there) => new
    {
        name = there.Name,
        instanceId = there.InstanceId,
        runtimeStatus = there.RuntimeStatus.ToString(),
        input = Json(there.SerializedInput),
        customStatus = Json(there.SerializedCustomStatus),
        output = there.RuntimeStatus == OrchestrationRuntimeStatus.Failed ? there.SerializedOutput : Json(there.SerializedOutput),
        createdTime = there.CreatedAt,
        lastUpdatedTime = there.LastUpdatedAt,
    };

    private static object? Json(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);

    private static DateTimeOffset? Time(string? text) => string.IsNullOrEmpty(text) ? null : DateTimeOffset.Parse(text, null, System.Globalization.DateTimeStyles.AssumeUniversal);

    private static OrchestrationRuntimeStatus[]? Statuses(string? text) =>
        string.IsNullOrEmpty(text) ? null : [.. text.Split(',').Select(status => Enum.Parse<OrchestrationRuntimeStatus>(status, ignoreCase: true))];

    private static Task AnswerAsync(HttpContext http, int code, object body)
    {
        http.Response.StatusCode = code;
        return http.Response.WriteAsJsonAsync(body, body.GetType(), AdminEndpoints.Json, http.RequestAborted);
    }
}
