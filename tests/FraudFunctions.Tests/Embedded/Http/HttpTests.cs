using System.Net;
using FraudFunctions.Embedded.Journal;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Tests.Embedded.Http;

public sealed class HttpTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Route_values_become_what_the_parameters_ask_for()
    {
        await using TestApp app = await StartAsync();
        Assert.Equal(
            "42 True 1b4e28ba-2fa1-11d2-883f-0016d3cca427 2026-03-02",
            await app.Client.GetStringAsync("/api/typed/42/true/1b4e28ba-2fa1-11d2-883f-0016d3cca427/2026-03-02", Cancelled));
    }

    [Fact]
    public async Task A_route_value_that_does_not_fit_fails_the_invocation()
    {
        await using TestApp app = await StartAsync();
        HttpResponseMessage response = await app.Client.GetAsync("/api/typed/x/maybe/1b4e28ba-2fa1-11d2-883f-0016d3cca427/2026-03-02", Cancelled);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        FunctionInputConverterException error = app.Logs.Entries.Select(entry => entry.Error).OfType<FunctionInputConverterException>().Single();
        Assert.Contains("Function 'Typed' cannot run: parameter 'number': what came is no Int32; parameter 'flag': what came is no Boolean", error.Message);
    }

    [Fact]
    public async Task What_is_missing_is_null_or_the_default()
    {
        await using TestApp app = await StartAsync();
        Assert.Equal("True True default", await app.Client.GetStringAsync("/api/missing", Cancelled));
    }

    [Fact]
    public async Task A_missing_value_that_cannot_be_null_fails_the_invocation()
    {
        await using TestApp app = await StartAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/api/missing-value", Cancelled)).StatusCode);
        Assert.Contains(app.Logs.Entries, entry => entry.Error is FunctionInputConverterException && entry.Error.Message.Contains("'number'"));
    }

    [Fact]
    public async Task Without_methods_all_are_taken_and_a_catch_all_takes_the_rest()
    {
        await using TestApp app = await StartAsync();
        HttpResponseMessage response = await app.Client.PutAsync("/api/files/a/b.txt", null, Cancelled);
        Assert.Equal("PUT a/b.txt", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task The_context_is_the_one_of_the_real_worker()
    {
        await using TestApp app = await StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/context") { Headers = { { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } } };
        HttpResponseMessage response = await app.Client.SendAsync(request, Cancelled);
        Assert.Equal(
            """{"oneScope":true,"request":true,"noAccessor":true,"noActivity":true,"trace":"0af7651916cd43dd8448eb211c80319c","retry":true,"name":"Context","entryPoint":"FraudFunctions.Tests.Embedded.Http.Bindings.Context","route":0}""",
            await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task A_client_that_hangs_up_cancels_the_function()
    {
        var probe = new Probe();
        await using TestApp app = await StartAsync(builder => builder.Services.AddSingleton(probe));
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task<HttpResponseMessage> call = app.Client.GetAsync("/api/wait", impatient.Token);
        await probe.Entered.Task.Soon();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await probe.Cancelled.Task.Soon();
        await app.DisposeAsync();
        Assert.DoesNotContain(app.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task A_request_that_runs_is_answered_before_the_host_stops()
    {
        var probe = new Probe();
        await using TestApp app = await StartAsync(builder => builder.Services.AddSingleton(probe));
        Task<string> call = app.Client.GetStringAsync("/api/slow", Cancelled);
        await probe.Entered.Task.Soon();
        Task stopping = app.StopAsync();
        probe.Cancelled.SetResult();
        Assert.Equal("done", await call.Soon());
        await stopping.Soon();
    }

    [Fact]
    public async Task The_route_prefix_may_be_another_or_none()
    {
        await using (TestApp app = await StartAsync(builder => builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = "v1"))
            Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync("/v1/missing", Cancelled)).StatusCode);
        await using TestApp bare = await StartAsync(builder => builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = "");
        Assert.Equal(HttpStatusCode.OK, (await bare.Client.GetAsync("/missing", Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Middleware_runs_in_order_and_sees_the_request_only_behind_the_place_where_http_begins()
    {
        var seen = new List<string>();
        await using TestApp app = await StartAsync(
            builder => builder.UseMiddleware((context, next) => Note("first", context, next)),
            builder =>
            {
                builder.UseMiddleware((context, next) => Note("second", context, next));
                builder.UseWhen(context => context.FunctionDefinition.Name == "Other", (context, next) => Note("never", context, next));
            });
        await app.Client.GetStringAsync("/api/missing", Cancelled);
        Assert.Equal(["first False", "second True", "second after, started False", "first after"], seen);

        async Task Note(string name, FunctionContext context, Func<Task> next)
        {
            HttpContext? http = context.GetHttpContext();
            seen.Add($"{name} {http is not null}");
            await next();
            seen.Add(name == "first" ? "first after" : $"{name} after, started {http!.Response.HasStarted}");
        }
    }

    [Fact]
    public async Task A_result_that_middleware_sets_becomes_the_response()
    {
        await using TestApp app = await StartAsync(after: builder => builder.UseMiddleware(async (context, next) =>
        {
            try
            {
                await next();
            }
            catch (ArgumentException error)
            {
                context.GetInvocationResult().Value = Results.Problem(error.Message, statusCode: 422);
            }
        }));
        HttpResponseMessage response = await app.Client.GetAsync("/api/throws", Cancelled);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.DoesNotContain(app.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task An_event_that_the_log_refuses_fails_the_request()
    {
        await using TestApp app = await StartAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.PostAsync("/api/too-large", null, Cancelled)).StatusCode);
        Assert.Contains(app.Logs.Entries, entry => entry.Error is EventTooLargeException);
    }

    [Fact]
    public async Task It_listens_on_loopback_only_and_says_where()
    {
        await using TestApp app = await StartAsync();
        Assert.Equal("127.0.0.1", app.Runtime.Address!.Host);
        Assert.NotEqual(0, app.Runtime.Address.Port);
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_does_not_start()
    {
        await using TestApp app = await StartAsync();
        using IHost second = TestApp.Builder(folder, typeof(Scoped)).Build();
        var refused = await Assert.ThrowsAsync<EventLogLockedException>(() => second.StartAsync(Cancelled));
        Assert.Contains(folder.Path, refused.Message);
    }

    private Task<TestApp> StartAsync(Action<FunctionsApplicationBuilder>? before = null, Action<FunctionsApplicationBuilder>? after = null) =>
        TestApp.StartAsync(folder, [typeof(Bindings)], builder =>
        {
            builder.Services.AddHttpContextAccessor().AddScoped<Scoped>();
            before?.Invoke(builder);
            builder.ConfigureFunctionsWebApplication();
            after?.Invoke(builder);
        });
}
