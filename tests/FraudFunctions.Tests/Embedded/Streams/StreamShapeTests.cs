using System.Text.Json;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Tests.Embedded.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.Embedded.Streams;

public sealed class StreamShapeTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly Recorder recorder = new();
    private readonly ManualClock clock = new();
    private TestApp app = null!;

    public async ValueTask InitializeAsync() => app = await TestApp.StartAsync(folder, typeof(Shapes), builder =>
    {
        builder.Services.AddSingleton(recorder);
        builder.Services.AddSingleton<TimeProvider>(clock);
    });

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Bytes_come_as_they_are()
    {
        await SendAsync("bytes", "raw");
        Assert.Equal(["raw"], recorder.Texts);
    }

    [Fact]
    public async Task Records_come_in_any_collection()
    {
        await SendAsync("records", """{"id":"1","AMOUNT":2.5}""");
        Assert.Equal(["Order { Id = 1, Amount = 2.5 }", "list 1"], recorder.Texts.Order());
    }

    [Fact]
    public async Task One_malformed_event_fails_its_whole_batch_before_the_function_runs()
    {
        await SendAsync("records", """{"id":"1"}""", "not json");
        Assert.DoesNotContain(recorder.Texts, text => text.StartsWith("Order", StringComparison.Ordinal));
        Assert.Contains(app.DeadLetters.List(), letter => letter.Function == "Records" && letter.Count == 2 && letter.Error.Message.Contains("event 1 of partition"));
    }

    [Fact]
    public async Task A_single_event_comes_with_its_metadata()
    {
        await SendAsync("texts", "first", "second");
        Assert.Equal(["second", "1", "key", $"{clock.GetUtcNow().UtcDateTime:O}", "1"], recorder.Seen.Last().Events);
    }

    [Fact]
    public async Task A_single_record_is_read_from_json()
    {
        await SendAsync("record", """{"Id":"7","Amount":1}""");
        Assert.Equal(["Order { Id = 7, Amount = 1 }"], recorder.Texts);
    }

    [Fact]
    public async Task A_batch_comes_with_all_its_metadata_by_name()
    {
        await app.Log.AppendAsync("metadata", [Logs.Event("a", "key"), Logs.Event("b", "key")], TestContext.Current.CancellationToken);
        await app.DrainAsync();
        IReadOnlyList<string> seen = recorder.Seen.Single().Events;
        Assert.Equal(["0,1", "key,key", "2", $"{clock.GetUtcNow():O}", "2", "0"], seen.Take(6));
        JsonElement context = JsonDocument.Parse(seen[6]).RootElement;
        Assert.Equal(("metadata", "$Default"), (context.GetProperty("EventHubName").GetString(), context.GetProperty("ConsumerGroup").GetString()));
        Assert.Equal(["null", "7"], seen.Skip(7));
    }

    private async Task SendAsync(string hub, params string[] texts)
    {
        await app.Log.AppendAsync(hub, [.. texts.Select(text => Logs.Event(text, "key"))], TestContext.Current.CancellationToken);
        await app.DrainAsync();
    }
}

public sealed class StreamOutputTests
{
    [Fact]
    public async Task Every_shape_of_output_becomes_the_events_that_Azure_makes_of_it()
    {
        using var folder = new TempFolder();
        await using TestApp app = await TestApp.StartAsync(folder, typeof(Outputs), builder => builder.Configuration["OtherHub"] = "other");
        await app.Log.AppendAsync("in", Logs.Event("x", "key"), TestContext.Current.CancellationToken);
        await app.DrainAsync();

        List<LoggedEvent> all = await app.Log.AllAsync("out");
        Assert.Equal(
            ["aGk=", "raw", "s1", "s2", "text", """{"Id":"m1","Amount":1}""", """{"Id":"m2","Amount":2}""", """{"Id":"r","Amount":1}"""],
            all.Select(Logs.Text).Order(StringComparer.Ordinal));
        Assert.All(all, one => Assert.Null(one.PartitionKey));
        Assert.Equal("""{"Id":"o","Amount":3}""", Logs.Text(Assert.Single(await app.Log.AllAsync("other"))));
    }

    [Fact]
    public async Task The_workers_json_may_be_configured()
    {
        using var folder = new TempFolder();
        await using TestApp app = await TestApp.StartAsync(folder, typeof(Outputs), builder =>
        {
            builder.Configuration["OtherHub"] = "other";
            builder.Services.Configure<JsonSerializerOptions>(json => json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase);
        });
        await app.Log.AppendAsync("in", Logs.Event("x"), TestContext.Current.CancellationToken);
        await app.DrainAsync();
        Assert.Equal("""{"id":"o","amount":3}""", Logs.Text(Assert.Single(await app.Log.AllAsync("other"))));
    }
}
