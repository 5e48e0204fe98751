using FraudFunctions.Embedded.Journal;
using FraudFunctions.Tests.Embedded.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.Embedded.Streams;

public sealed class StreamDispatchTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Recorder recorder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_partition_is_handled_in_order()
    {
        await using TestApp app = await StartAsync<Plain>();
        for (int i = 0; i < 20; i++) await app.Log.AppendAsync(Logs.Hub, [.. Enumerable.Range(0, 30).Select(j => Logs.Event($"{i * 30 + j}", $"C{j % 11}"))], TestContext.Current.CancellationToken);
        await app.DrainAsync();

        Assert.Equal(600, recorder.Texts.Count());
        foreach (IGrouping<string?, Seen> partition in recorder.Seen.GroupBy(one => one.Partition))
        {
            int[] numbers = [.. partition.SelectMany(one => one.Events).Select(int.Parse)];
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    [Fact]
    public async Task Partitions_run_side_by_side_up_to_the_number_of_workers()
    {
        int now = 0, most = 0;
        var bothIn = new TaskCompletionSource();
        recorder.Behave = async _ =>
        {
            int running = Interlocked.Increment(ref now);
            most = Math.Max(most, running);
            if (running == 2) bothIn.TrySetResult();
            await bothIn.Task.Soon();
            Interlocked.Decrement(ref now);
        };
        await PrepareAsync(log => log.AppendAsync(Logs.Hub, [.. Enumerable.Range(0, 40).Select(i => Logs.Event($"{i}"))], TestContext.Current.CancellationToken));
        await using TestApp app = await StartAsync<Plain>(("Embedded:Workers", "2"), ("AzureFunctionsJobHost:extensions:eventHubs:maxEventBatchSize", "3"));
        await app.DrainAsync();
        Assert.Equal(2, most);
        Assert.Equal(40, recorder.Texts.Count());
    }

    [Fact]
    public async Task The_partition_that_is_furthest_behind_goes_first()
    {
        // Round robin over four partitions: with one worker, batches of one come out just as they went in.
        await PrepareAsync(log => log.AppendAsync(Logs.Hub, [.. Enumerable.Range(0, 40).Select(i => Logs.Event($"{i}"))], TestContext.Current.CancellationToken));
        await using TestApp app = await StartAsync<Plain>(("Embedded:Workers", "1"), ("AzureFunctionsJobHost:extensions:eventHubs:maxEventBatchSize", "1"), ("AzureFunctionsJobHost:extensions:eventHubs:prefetchCount", "3"));
        await app.DrainAsync();
        Assert.Equal(Enumerable.Range(0, 40), recorder.Texts.Select(int.Parse));
    }

    [Fact]
    public async Task A_batch_is_as_large_as_host_json_says_and_no_larger()
    {
        await PrepareAsync(log => log.AppendAsync(Logs.Hub, [.. Enumerable.Range(0, 25).Select(i => Logs.Event($"{i}", "same"))], TestContext.Current.CancellationToken));
        await using TestApp app = await StartAsync<Plain>(("AzureFunctionsJobHost:extensions:eventHubs:maxEventBatchSize", "10"));
        await app.DrainAsync();
        Assert.Equal([10, 10, 5], recorder.Seen.Select(one => one.Events.Count));
    }

    [Fact]
    public async Task What_was_handled_is_not_handled_again_after_a_restart()
    {
        await using (TestApp app = await StartAsync<Plain>())
        {
            await app.Log.AppendAsync("a");
            await app.DrainAsync();
        }

        await using TestApp again = await StartAsync<Plain>();
        await again.Log.AppendAsync("b");
        await again.DrainAsync();
        Assert.Equal(["a", "b"], recorder.Texts);
    }

    [Fact]
    public async Task What_a_killed_process_had_not_checkpointed_comes_again()
    {
        // The clock stands still, so the checkpoints' file does not follow a second time.
        await using TestApp app = await StartAsync<Plain>(clock: new ManualClock());
        for (int i = 0; i < 5; i++)
        {
            await app.Log.AppendAsync($"{i}");
            await app.DrainAsync();
        }

        using TempFolder killed = folder.Copy();
        await using TestApp again = await TestApp.StartAsync(killed, typeof(Plain), builder => builder.Services.AddSingleton(recorder));
        await again.DrainAsync();
        Assert.Superset(new HashSet<string> { "0", "1", "2", "3", "4" }, recorder.Texts.ToHashSet());
        Assert.Equal(0, (await again.Runtime.StreamsAsync(TestContext.Current.CancellationToken)).Sum(one => one.Backlog));
    }

    [Fact]
    public async Task Every_consumer_group_gets_every_event_and_a_chain_drains_to_its_end()
    {
        await using TestApp app = await StartAsync<Chain>();
        for (int i = 0; i < 50; i++) await app.Log.AppendAsync($"{i}", $"C{i}");
        await app.DrainAsync();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}!").Order(), recorder.Texts.Order());
    }

    [Fact]
    public async Task A_failing_disk_stops_the_host_instead_of_pretending()
    {
        recorder.Behave = _ => throw new InvalidOperationException("poison");
        await using TestApp app = await StartAsync<Plain>();
        // A file where the dead letter should go makes its rename fail.
        await app.Log.AppendAsync("warm up", "k");
        await app.DrainAsync();
        Directory.Delete(folder["dead-letters"], recursive: true);
        await app.Log.AppendAsync("lost?", "k");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.DrainAsync());
        await app.StopAsync();

        Directory.CreateDirectory(folder["dead-letters"]);
        await using TestApp again = await StartAsync<Plain>();
        await again.DrainAsync();
        Assert.Equal("lost?", (await again.DeadLetters.FindAsync(Assert.Single(again.DeadLetters.List()).Id, TestContext.Current.CancellationToken))!.Events[0].Text);
    }

    private async Task PrepareAsync(Func<EventLog, Task> append)
    {
        await using EventLog log = Logs.Open(folder, partitions: 4);
        await append(log);
    }

    private Task<TestApp> StartAsync<T>(params (string Key, string Value)[] settings) => StartAsync<T>(null, settings);

    private Task<TestApp> StartAsync<T>(ManualClock? clock, params (string Key, string Value)[] settings) => TestApp.StartAsync(folder, typeof(T), builder =>
    {
        builder.Services.AddSingleton(recorder);
        if (clock is not null) builder.Services.AddSingleton<TimeProvider>(clock);
        foreach ((string key, string value) in settings) builder.Configuration[key] = value;
    });
}
