using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;

#pragma warning disable CA1822 // Functions of instances, as in an app.

namespace FraudFunctions.Tests.Embedded.Durable;

/// <summary>The functions' side: parameters, the client as a parameter, middleware, and the routes.</summary>
public sealed class BindingTests : IAsyncLifetime
{
    private readonly List<string> middleware = [];
    private DurableApp app = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await DurableApp.StartAsync(more: typeof(Bound), arrange: builder =>
    {
        builder.Configuration["Embedded:Http"] = "true";
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware(async (context, next) =>
        {
            lock (middleware) middleware.Add(context.FunctionDefinition.Name);
            await next();
        });
    });

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task An_orchestrators_input_and_an_activitys_are_parameters_and_so_is_the_instance()
    {
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Bind", new Payment("p1", 5), new StartOrchestrationOptions("bound"), Cancelled);
        Assert.Equal("p1/bound/bound/5", (await app.EndAsync("bound")).ReadOutputAs<string>());
        // The orchestrator ran once more for each activity's end.
        Assert.Equal(["Bind", "Context", "Bind", "Input", "Bind"], middleware);
    }

    [Fact]
    public async Task A_function_starts_an_orchestration_and_answers_with_its_addresses()
    {
        app.Score["Play"] = async context => await context.WaitForExternalEvent<JsonElement>("Decide") is var decision ? decision : null;
        using HttpResponseMessage answer = await app.Http.PostAsync("/api/begin", null, Cancelled);
        var payload = await answer.Content.ReadFromJsonAsync<Dictionary<string, string?>>(Cancelled);
        Assert.Equal("p7", payload!["id"]);
        Assert.Equal($"{app.Http.BaseAddress}runtime/webhooks/durabletask/instances/p7/terminate?reason={{{{text}}}}", payload["terminatePostUri"]);

        Assert.Equal((HttpStatusCode.Accepted, "Running"), await StatusAsync(payload["statusQueryGetUri"]!));
        using HttpResponseMessage raised = await app.Http.PostAsJsonAsync(payload["sendEventPostUri"]!.Replace("{eventName}", "decide", StringComparison.Ordinal), new { ok = true }, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
        Assert.Equal("""{"ok":true}""", (await app.EndAsync("p7")).SerializedOutput);
        Assert.Equal((HttpStatusCode.OK, "Completed"), await StatusAsync(payload["statusQueryGetUri"]!));
        using HttpResponseMessage purged = await app.Http.DeleteAsync(payload["purgeHistoryDeleteUri"], Cancelled);
        Assert.Equal("""{"instancesDeleted":1}""", await purged.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task The_routes_steer_and_know_what_is_not_there_and_what_has_ended()
    {
        const string Instance = "/runtime/webhooks/durabletask/instances/one";
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync($"{Instance}/suspend"));
        await app.BeginAsync(async context => await context.WaitForExternalEvent<int>("never"));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync($"{Instance}/suspend?reason=wait"));
        await app.UntilAsync("one", OrchestrationRuntimeStatus.Suspended);
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync($"{Instance}/resume"));
        await app.UntilAsync("one", OrchestrationRuntimeStatus.Running);
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync($"{Instance}/terminate?reason=enough"));
        Assert.Equal("enough", (await app.EndAsync()).ReadOutputAs<string>());
        Assert.Equal(HttpStatusCode.Gone, await PostAsync($"{Instance}/terminate"));
    }

    [Fact]
    public async Task Orchestrations_are_started_listed_and_told_as_a_timeline_over_http()
    {
        app.Score["Play"] = async context => await context.CallActivityAsync<string>("Do", context.GetInput<string>());
        using HttpResponseMessage started = await app.Http.PostAsJsonAsync("/runtime/webhooks/durabletask/orchestrators/Play/h1", "x", Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        await app.EndAsync("h1");
        JsonElement list = await app.Http.GetFromJsonAsync<JsonElement>("/runtime/webhooks/durabletask/instances?runtimeStatus=Completed&instanceIdPrefix=h", Cancelled);
        Assert.Equal("x", list[0].GetProperty("output").GetString());
        JsonElement story = await app.Http.GetFromJsonAsync<JsonElement>("/admin/orchestrations/h1/history", Cancelled);
        Assert.Equal(
            ["Started ", "ActivityScheduled Do", "ActivityCompleted Do", "Completed "],
            story.GetProperty("history").EnumerateArray().Select(line => $"{line.GetProperty("what").GetString()} {(line.TryGetProperty("name", out JsonElement name) ? name.GetString() : "")}"));
    }

    [Theory]
    [InlineData(typeof(OrchestratorOfText), "Function 'OrchestratorOfText': the parameter 'text' of an orchestration trigger must be a TaskOrchestrationContext")]
    [InlineData(typeof(OrchestratorWithOutput), "Function 'OrchestratorWithOutput': an orchestrator is run again and again")]
    [InlineData(typeof(ActivityOfContext), "Function 'ActivityOfContext': a TaskActivityContext is for classes")]
    public void A_function_that_could_not_run_fails_the_build_by_name(Type functions, string message)
    {
        using var folder = new TempFolder();
        FunctionsApplicationBuilder builder = TestApp.Builder(folder, functions);
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(builder.Build).Message);
    }

    private async Task<HttpStatusCode> PostAsync(string route)
    {
        using HttpResponseMessage answer = await app.Http.PostAsync(route, null, Cancelled);
        return answer.StatusCode;
    }

    private async Task<(HttpStatusCode, string?)> StatusAsync(string address)
    {
        using HttpResponseMessage answer = await app.Http.GetAsync(address, Cancelled);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("runtimeStatus").GetString());
    }
}

public sealed record Payment(string Id, long AmountMinor);

public sealed class Bound
{
    [Function("Bind")]
    public static async Task<string> Bind([OrchestrationTrigger] TaskOrchestrationContext context, Payment input) =>
        $"{input.Id}/{await context.CallActivityAsync<string>(nameof(Context))}/{await context.CallActivityAsync<string>("Input", input)}";

    [Function(nameof(Context))]
    public string Context([ActivityTrigger] FunctionContext context, string instanceId) => context.FunctionDefinition.Name == nameof(Context) ? instanceId : "";

    [Function("Input")]
    public async Task<string> Input([ActivityTrigger] Payment payment, string instanceId, [DurableClient] DurableTaskClient client) =>
        $"{(await client.GetInstanceAsync(instanceId))!.InstanceId}/{payment.AmountMinor}";

    [Function("Begin")]
    public async Task<IResult> Begin([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "begin")] HttpRequest req, [DurableClient] DurableTaskClient client)
    {
        string id = await client.ScheduleNewOrchestrationInstanceAsync("Play", null, new StartOrchestrationOptions("p7"));
        await client.WaitForInstanceStartAsync(id);
        return TypedResults.Accepted($"/{id}", client.CreateHttpManagementPayload(id));
    }
}

public sealed class OrchestratorOfText
{
    [Function("OrchestratorOfText")] public void Run([OrchestrationTrigger] string text) { }
}

public sealed class OrchestratorWithOutput
{
    [Function("OrchestratorWithOutput")][EventHubOutput("a")] public string Run([OrchestrationTrigger] TaskOrchestrationContext context) => "";
}

public sealed class ActivityOfContext
{
    [Function("ActivityOfContext")] public void Run([ActivityTrigger] TaskActivityContext context) { }
}
