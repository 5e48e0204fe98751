using FraudFunctions.Embedded.Journal;
using FraudFunctions.Embedded.Streams;
using FraudFunctions.Tests.Embedded.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.Embedded.Streams;

public sealed class DeadLetterTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ManualClock clock = new();
    private readonly Recorder recorder = new() { Behave = _ => throw new InvalidOperationException("poison") };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Without_a_retry_a_failed_batch_is_kept_with_everything_needed_to_understand_it()
    {
        await using TestApp app = await StartAsync();
        byte[] noText = [0xFF, 0x00, 0x41];
        await app.Log.AppendAsync(Logs.Hub, [Logs.Event("größe \"x\"\n", "key"), new NewEvent(noText, "key")], Cancelled);
        await app.DrainAsync();

        DeadLetter letter = (await app.DeadLetters.FindAsync(Assert.Single(app.DeadLetters.List()).Id, Cancelled))!;
        Assert.Equal(("Plain", Logs.Hub, "$Default", 2, clock.GetUtcNow()), (letter.Function, letter.Hub, letter.Group, letter.Count, letter.Time));
        Assert.Equal(("System.InvalidOperationException", "poison"), (letter.Error.Type, letter.Error.Message));
        Assert.Contains(nameof(DeadLetterTests), letter.Error.Stack);
        Assert.Equal([0L, 1L], letter.Events.Select(one => one.Sequence));
        Assert.All(letter.Events, one => Assert.Equal(("key", clock.GetUtcNow()), (one.PartitionKey, one.EnqueuedTime)));
        Assert.Equal("größe \"x\"\n", letter.Events[0].Text);
        Assert.Equal(noText, letter.Events[1].Body.ToArray());
    }

    [Fact]
    public async Task The_next_batch_goes_on_behind_a_dead_letter()
    {
        recorder.Behave = seen => seen.Events[0] == "bad" ? throw new InvalidOperationException() : Task.CompletedTask;
        await using TestApp app = await StartAsync();
        await app.Log.AppendAsync("bad", "key");
        await app.DrainAsync();
        await app.Log.AppendAsync("good", "key");
        await app.DrainAsync();
        Assert.Equal(["bad", "good"], recorder.Texts);
    }

    [Fact]
    public async Task A_replay_appends_the_events_again_with_their_keys_and_only_once()
    {
        await using TestApp app = await StartAsync();
        await app.Log.AppendAsync(Logs.Hub, [Logs.Event("a", "key"), Logs.Event("b", "key")], Cancelled);
        await app.DrainAsync();
        recorder.Behave = _ => Task.CompletedTask;
        string id = Assert.Single(app.DeadLetters.List()).Id;

        Assert.Equal(ReplayOutcome.Replayed, await app.DeadLetters.ReplayAsync(id, Cancelled));
        Assert.Equal(ReplayOutcome.AlreadyReplayed, await app.DeadLetters.ReplayAsync(id, Cancelled));
        Assert.Equal(ReplayOutcome.NotFound, await app.DeadLetters.ReplayAsync("../" + id, Cancelled));
        await app.DrainAsync();

        Assert.Equal(["a", "b", "a", "b"], (await app.Log.AllAsync()).Select(Logs.Text));
        Assert.Single((await app.Log.AllAsync()).Select(one => (one.PartitionKey, one.Partition)).Distinct());
        Assert.Equal(clock.GetUtcNow(), Assert.Single(app.DeadLetters.List()).ReplayedTime);
    }

    [Fact]
    public async Task Dead_letters_are_still_there_after_a_restart()
    {
        await using (TestApp app = await StartAsync())
        {
            await app.Log.AppendAsync("x", "key");
            await app.DrainAsync();
            await app.DeadLetters.ReplayAsync(app.DeadLetters.List()[0].Id, Cancelled);
            await app.DrainAsync();
        }

        await using TestApp again = await StartAsync();
        Assert.Equal([false, true], again.DeadLetters.List().Select(letter => letter.ReplayedTime is not null).Order());
    }

    [Fact]
    public async Task A_batch_that_fails_again_after_a_crash_is_kept_once()
    {
        await using TestApp app = await StartAsync();
        await app.Log.AppendAsync("x", "key");
        await app.DrainAsync();

        using TempFolder killed = folder.Copy();
        File.Delete(killed["checkpoints.json"]);
        await using TestApp again = await TestApp.StartAsync(killed, typeof(Plain), builder => builder.Services.AddSingleton(recorder));
        await again.DrainAsync();
        Assert.Equal(2, recorder.Seen.Count);
        Assert.Single(again.DeadLetters.List());
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(folder, typeof(Plain), builder =>
    {
        builder.Services.AddSingleton(recorder);
        builder.Services.AddSingleton<TimeProvider>(clock);
    });
}
