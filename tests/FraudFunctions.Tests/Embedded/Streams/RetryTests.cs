using FraudFunctions.Embedded.Functions;
using FraudFunctions.Tests.Embedded.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.Embedded.Streams;

public sealed class RetryTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ManualClock clock = new();
    private readonly Recorder recorder = new() { Behave = _ => throw new TimeoutException("no luck") };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_fixed_retry_waits_counts_and_gives_up()
    {
        await using TestApp app = await StartAsync<FixedRetry>();
        await app.Log.AppendAsync("x");
        for (int retry = 1; retry <= 2; retry++)
        {
            await clock.WaitedForAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(retry, recorder.Seen.Count);
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        await app.DrainAsync();
        Assert.Equal([(null, null), (1, 2), (2, 2)], recorder.Seen.Select(one => (one.Retry, one.MaxRetries)));
        Assert.Equal(1, Assert.Single(app.DeadLetters.List()).Count);
    }

    [Fact]
    public async Task An_endless_retry_backs_off_and_goes_on_until_it_works()
    {
        await using TestApp app = await StartAsync<EndlessRetry>();
        await app.Log.AppendAsync("x");
        foreach (int seconds in new[] { 4, 8, 16, 20, 20 })
        {
            await clock.WaitedForAsync(TimeSpan.FromSeconds(seconds));
            clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await clock.WaitedForAsync(TimeSpan.FromSeconds(20));
        recorder.Behave = _ => Task.CompletedTask;
        clock.Advance(TimeSpan.FromSeconds(20));
        await app.DrainAsync();
        Assert.Equal([null, 1, 2, 3, 4, 5, 6], recorder.Seen.Select(one => one.Retry));
        Assert.Empty(app.DeadLetters.List());
    }

    [Fact]
    public async Task A_partition_that_waits_for_a_retry_holds_no_other_up()
    {
        recorder.Behave = seen => seen.Events[0] == "bad" ? throw new TimeoutException() : Task.CompletedTask;
        await using TestApp app = await StartAsync<EndlessRetry>(builder => builder["Embedded:Workers"] = "1");
        await app.Log.AppendAsync("bad");
        await clock.WaitedForAsync(TimeSpan.FromSeconds(4));
        await app.Log.AppendAsync("good");
        await Patience.UntilAsync(() => recorder.Texts.Contains("good"));
        Assert.Equal(["bad", "good"], recorder.Texts);
    }

    [Fact]
    public async Task A_retry_is_given_up_at_the_stop_and_the_batch_comes_again_after_the_restart()
    {
        await using (TestApp app = await StartAsync<EndlessRetry>())
        {
            await app.Log.AppendAsync("x");
            await clock.WaitedForAsync(TimeSpan.FromSeconds(4));
        }

        recorder.Behave = _ => Task.CompletedTask;
        await using TestApp again = await StartAsync<EndlessRetry>();
        await again.DrainAsync();
        Assert.Equal(["x", "x"], recorder.Texts);
        Assert.Null(recorder.Seen.Last().Retry);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 8)]
    [InlineData(8, 512)]
    [InlineData(9, 900)]
    [InlineData(int.MaxValue, 900)]
    public void The_wait_doubles_up_to_its_limit(int retry, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new RetryPolicy(-1, TimeSpan.FromSeconds(4), TimeSpan.FromMinutes(15)).Before(retry));

    private Task<TestApp> StartAsync<T>(Action<Microsoft.Extensions.Configuration.IConfiguration>? settings = null) => TestApp.StartAsync(folder, typeof(T), builder =>
    {
        builder.Services.AddSingleton(recorder);
        builder.Services.AddSingleton<TimeProvider>(clock);
        settings?.Invoke(builder.Configuration);
    });
}
