using FraudFunctions.App.Platform;

namespace FraudFunctions.Tests.App.Platform;

public sealed class LoadedOnceTests
{
    private readonly List<string> loaded = [];

    private Task<object> Load(string key)
    {
        loaded.Add(key);
        return Task.FromResult(new object());
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_one_loading()
    {
        TaskCompletionSource gate = new();
        LoadedOnce<string, object> once = new(8);
        int loads = 0;
        Task<object>[] callers = [.. Enumerable.Range(0, 20).Select(_ => once.GetAsync("a", async _ =>
        {
            Interlocked.Increment(ref loads);
            await gate.Task;
            return new object();
        }, default))];
        using CancellationTokenSource impatient = new();
        Task<object> gone = once.GetAsync("a", Load, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        gate.SetResult();
        Assert.Single((await Task.WhenAll(callers)).Distinct());
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task What_failed_is_tried_again()
    {
        LoadedOnce<string, object> once = new(8);
        await Assert.ThrowsAsync<IOException>(() => once.GetAsync("a", _ => throw new IOException("away"), default));
        Assert.NotNull(await once.GetAsync("a", Load, default));
    }

    [Fact]
    public async Task What_was_longest_not_asked_for_is_let_go()
    {
        LoadedOnce<string, object> once = new(2);
        foreach (string key in new[] { "a", "b", "a", "c", "a", "b" })
            await once.GetAsync(key, Load, default);
        Assert.Equal(["a", "b", "c", "b"], loaded);
    }
}
