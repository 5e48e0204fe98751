using System.Net;
using System.Net.Http.Json;
using FraudFunctions.Tests.Embedded.Journal;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Tests.Embedded.Sample;

public sealed class SampleTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly ManualClock clock = new();
    private TestApp app = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await TestApp.StartAsync(folder, [typeof(HttpFunctions), typeof(StreamFunctions)], builder =>
    {
        builder.Configuration["TickSchedule"] = "0 */5 * * * *";
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<CorrelationMiddleware>();
        builder.UseWhen<OnlyHttpMiddleware>(c => c.FunctionDefinition.InputBindings.Values.Any(b => b.Type == "httpTrigger"));
        builder.Services.AddSingleton<Counter>();
    });

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Hello_greets_and_keeps_its_singleton()
    {
        Assert.Equal("""{"hello":"bob","q":"1","n":1}""", await app.Client.GetStringAsync("/api/hello/bob?q=1", Cancelled));
        HttpResponseMessage second = await app.Client.GetAsync("/api/hello/ann", Cancelled);
        Assert.Equal("""{"hello":"ann","q":"","n":2}""", await second.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("1", Assert.Single(second.Headers.GetValues("x-mw")));
    }

    [Theory]
    [InlineData("/api/result/7", """{"id":7,"auth":false}""")]
    [InlineData("/api/result", """{"id":null,"auth":false}""")]
    public async Task An_optional_route_value_may_be_missing(string url, string body)
    {
        HttpResponseMessage response = await app.Client.GetAsync(url, Cancelled);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task A_value_that_breaks_the_route_constraint_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/api/result/seven", Cancelled)).StatusCode);

    [Fact]
    public async Task A_wrong_method_is_told_the_right_ones()
    {
        HttpResponseMessage response = await app.Client.DeleteAsync("/api/result/7", Cancelled);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow.Order());
    }

    [Theory]
    [InlineData("/api/body")]
    [InlineData("/api/frombody")]
    public async Task A_json_body_is_read_in_any_case_and_written_in_camel_case(string url)
    {
        HttpResponseMessage response = await app.Client.PostAsync(url, JsonContent.Create(new { ID = "x", amount = 2.5 }), Cancelled);
        Assert.Equal("""{"id":"x","amount":2.5,"currency":null}""", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Malformed_json_for_FromBody_is_a_server_error()
    {
        HttpResponseMessage response = await app.Client.PostAsync("/api/frombody", new StringContent("{", null, "application/json"), Cancelled);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(app.Logs.Entries, entry => entry.Error is Microsoft.Azure.Functions.Worker.FunctionInputConverterException && entry.Error.Message.Contains("'p'"));
    }

    [Fact]
    public async Task A_returned_record_writes_nothing()
    {
        HttpResponseMessage response = await app.Client.GetAsync("/api/Poco", Cancelled);
        Assert.Equal((HttpStatusCode.OK, ""), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled)));
    }

    [Fact]
    public async Task A_function_may_write_the_response_itself()
    {
        HttpResponseMessage response = await app.Client.GetAsync("/api/raw", Cancelled);
        Assert.Equal((HttpStatusCode.Accepted, "raw!"), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled)));
    }

    [Fact]
    public async Task An_unhandled_exception_is_an_empty_500_and_an_error_in_the_log()
    {
        HttpResponseMessage response = await app.Client.GetAsync("/api/boom", Cancelled);
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled)));
        Assert.Contains(app.Logs.Entries, entry => entry.Level == LogLevel.Error && entry.Error?.Message == "boom" && entry.Message.Contains("Boom"));
    }

    [Fact]
    public async Task Multi_answers_and_hands_on_its_events()
    {
        HttpResponseMessage response = await app.Client.PostAsync("/api/multi", null, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(
            ["""{"Id":"a","Amount":1,"Currency":null}""", """{"Id":"b","Amount":2,"Currency":"EUR"}"""],
            (await app.Log.AllAsync("out-hub")).Select(Logs.Text));
    }

    [Fact]
    public async Task Batch_hands_on_what_it_returns()
    {
        await app.Log.AppendAsync("in-hub", [Logs.Event("a"), Logs.Event("b")], Cancelled);
        await app.DrainAsync();
        Assert.Equal(["A", "B"], (await app.Log.AllAsync("out-hub")).Select(Logs.Text).Order());
        Assert.Contains(app.Logs.Entries, entry => entry.Message.StartsWith("PartitionContext={", StringComparison.Ordinal) && entry.Message.Contains("\"ConsumerGroup\":\"cg1\""));
        Assert.Contains(app.Logs.Entries, entry => entry.Message.StartsWith("mw Batch 00-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BatchTyped_gets_records_and_their_metadata()
    {
        await app.Log.AppendAsync("typed-hub", [.. Enumerable.Range(0, 2).Select(i => Logs.Event($$"""{"id":"{{i}}","Amount":1.5}""", "same"))], Cancelled);
        await app.DrainAsync();
        Assert.Equal(
            ["""{"Id":"0","Amount":1.5,"Currency":"0"}""", """{"Id":"1","Amount":1.5,"Currency":"1"}"""],
            (await app.Log.AllAsync("out-hub")).Select(Logs.Text).Order());
    }

    [Fact]
    public async Task Tick_runs_by_the_schedule_in_the_settings()
    {
        await clock.WaitedForAsync(TimeSpan.FromMinutes(5));
        clock.Advance(TimeSpan.FromMinutes(5));
        await Patience.UntilAsync(() => app.Logs.Entries.Any(entry => entry.Message.StartsWith("tick past=False", StringComparison.Ordinal)));
    }
}
