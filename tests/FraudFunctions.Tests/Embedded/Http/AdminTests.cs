using System.Net;
using System.Text.Json;
using FraudFunctions.Embedded;
using FraudFunctions.Tests.Embedded.Journal;
using FraudFunctions.Tests.Embedded.Sample;
using FraudFunctions.Tests.Embedded.Streams;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.Embedded.Http;

public sealed class AdminTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly ManualClock clock = new();
    private readonly Recorder recorder = new();
    private TestApp app = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await TestApp.StartAsync(folder, [typeof(HttpFunctions), typeof(StreamFunctions), typeof(Plain)], builder =>
    {
        builder.Configuration["TickSchedule"] = "0 */5 * * * *";
        builder.Configuration["Embedded:Partitions"] = "1";
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(recorder).AddSingleton<Counter>();
        builder.ConfigureFunctionsWebApplication();
    });

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task The_functions_are_listed_with_where_they_listen_and_what_they_hand_on()
    {
        JsonElement[] functions = await GetAsync("/admin/functions");
        Assert.Equal("""{"name":"HelloResult","trigger":"httpTrigger","route":"/api/result/{id:int?}","methods":["GET","POST"],"outputs":[]}""", Named("HelloResult"));
        Assert.Equal("""{"name":"Multi","trigger":"httpTrigger","route":"/api/multi","methods":["POST"],"outputs":["out-hub"]}""", Named("Multi"));
        Assert.Equal("""{"name":"Batch","trigger":"eventHubTrigger","hub":"in-hub","consumerGroup":"cg1","outputs":["out-hub"]}""", Named("Batch"));
        Assert.Equal("""{"name":"Tick","trigger":"timerTrigger","schedule":"0 */5 * * * *","outputs":[]}""", Named("Tick"));

        string Named(string name) => functions.Single(one => one.GetProperty("name").GetString() == name).GetRawText();
    }

    [Fact]
    public async Task The_streams_show_the_backlog_and_the_age_of_what_waits()
    {
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        recorder.Behave = async _ =>
        {
            entered.TrySetResult();
            await go.Task;
        };
        await app.Log.AppendAsync(Logs.Hub, [Logs.Event("a"), Logs.Event("b"), Logs.Event("c")], Cancelled);
        await entered.Task.Soon();
        clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(
            """{"hub":"payments","partition":0,"group":"$Default","function":"Plain","firstSequence":0,"lastSequence":2,"checkpoint":0,"backlog":3,"oldestAgeSeconds":90}""",
            (await GetAsync("/admin/streams")).Single(one => one.GetProperty("hub").GetString() == "payments").GetRawText());

        go.SetResult();
        await app.DrainAsync();
        StreamFacts done = (await app.Runtime.StreamsAsync(Cancelled)).Single(one => one.Hub == "payments");
        Assert.Equal((3, 0, null), (done.Checkpoint, done.Backlog, done.OldestAgeSeconds));
    }

    [Fact]
    public async Task A_hub_that_nobody_reads_is_shown_without_a_group()
    {
        await app.Log.AppendAsync("unread", Logs.Event("x"), Cancelled);
        StreamFacts facts = (await app.Runtime.StreamsAsync(Cancelled)).Single(one => one.Hub == "unread");
        Assert.Equal((null, 0L, 0L), (facts.Group, facts.FirstSequence, facts.LastSequence));
    }

    [Fact]
    public async Task Dead_letters_are_listed_and_replayed()
    {
        recorder.Behave = _ => throw new InvalidOperationException("poison");
        await app.Log.AppendAsync("x");
        await app.DrainAsync();
        JsonElement letter = Assert.Single(await GetAsync("/admin/dead-letters"));
        Assert.Equal("poison", letter.GetProperty("error").GetProperty("message").GetString());
        recorder.Behave = _ => Task.CompletedTask;

        string replay = $"/admin/dead-letters/{letter.GetProperty("id").GetString()}/replay";
        Assert.Equal(HttpStatusCode.OK, (await app.Client.PostAsync(replay, null, Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await app.Client.PostAsync(replay, null, Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.PostAsync("/admin/dead-letters/none/replay", null, Cancelled)).StatusCode);
        await app.DrainAsync();
        Assert.Equal(2, recorder.Texts.Count());
    }

    [Theory]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "elsewhere.example")]
    public async Task What_comes_from_another_site_is_refused(string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/admin/dead-letters/none/replay");
        request.Headers.TryAddWithoutValidation(header, value);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.Client.SendAsync(request, Cancelled)).StatusCode);
    }

    private async Task<JsonElement[]> GetAsync(string url) =>
        [.. JsonDocument.Parse(await app.Client.GetStringAsync(url, Cancelled)).RootElement.EnumerateArray()];
}
