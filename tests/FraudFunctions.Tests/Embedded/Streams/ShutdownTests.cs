using FraudFunctions.Tests.Embedded.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.Tests.Embedded.Streams;

public sealed class ShutdownTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Recorder recorder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_runs_comes_to_its_end_and_counts_and_nothing_new_is_begun()
    {
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        recorder.Behave = async seen =>
        {
            entered.TrySetResult();
            await go.Task.Soon();
            Assert.False(seen.Cancellation.IsCancellationRequested);
        };
        TestApp app = await StartAsync(TimeSpan.FromMinutes(5));
        await app.Log.AppendAsync("running", "key");
        await entered.Task.Soon();
        await app.Log.AppendAsync("waiting", "key");

        Task stopping = app.StopAsync();
        await app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.WhenCancelled().Soon();
        go.SetResult();
        await stopping.Soon();
        await app.DisposeAsync();
        Assert.Equal(["running"], recorder.Texts);

        await using TestApp again = await StartAsync(TimeSpan.FromMinutes(5));
        await again.DrainAsync();
        Assert.Equal(["running", "waiting"], recorder.Texts);
        Assert.Empty(again.DeadLetters.List());
    }

    [Fact]
    public async Task What_does_not_end_in_time_is_cut_short_and_comes_again()
    {
        var entered = new TaskCompletionSource();
        recorder.Behave = async seen =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, seen.Cancellation);
        };
        TestApp app = await StartAsync(TimeSpan.FromSeconds(1));
        await app.Log.AppendAsync("stuck", "key");
        await entered.Task.Soon();
        await app.DisposeAsync();

        recorder.Behave = _ => Task.CompletedTask;
        await using TestApp again = await StartAsync(TimeSpan.FromMinutes(5));
        await again.DrainAsync();
        Assert.Equal(["stuck", "stuck"], recorder.Texts);
        Assert.Empty(again.DeadLetters.List());
    }

    private Task<TestApp> StartAsync(TimeSpan timeout) => TestApp.StartAsync(folder, typeof(Plain), builder =>
    {
        builder.Services.AddSingleton(recorder);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = timeout);
    });
}

internal static class Cancellations
{
    public static Task WhenCancelled(this CancellationToken cancellation)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellation.Register(() => cancelled.TrySetResult());
        return cancelled.Task;
    }
}
