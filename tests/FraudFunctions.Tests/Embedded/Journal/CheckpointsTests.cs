using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Tests.Embedded.Journal;

public sealed class CheckpointsTests
{
    [Fact]
    public async Task A_checkpoint_survives_a_restart()
    {
        using var folder = new TempFolder();
        await using (EventLog log = await FilledAsync(folder)) log.Checkpoints.Advance(Logs.Hub, "g", 0, 7);
        await using EventLog again = Logs.Open(folder);
        Assert.Equal(7, again.Checkpoints.Next(Logs.Hub, "G", 0));
    }

    [Fact]
    public async Task A_checkpoint_never_leads_and_never_goes_back()
    {
        using var folder = new TempFolder();
        await using EventLog log = await FilledAsync(folder);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Checkpoints.Advance(Logs.Hub, "g", 0, 11));
        log.Checkpoints.Advance(Logs.Hub, "g", 0, 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Checkpoints.Advance(Logs.Hub, "g", 0, 9));
    }

    [Fact]
    public async Task What_a_killed_process_leaves_is_never_ahead_of_what_was_done()
    {
        using var folder = new TempFolder();
        await using EventLog log = await FilledAsync(folder);
        for (int next = 1; next <= 10; next++)
        {
            log.Checkpoints.Advance(Logs.Hub, "g", 0, next);
            using TempFolder killed = folder.Copy();
            await using EventLog again = Logs.Open(killed);
            again.Checkpoints.Register(Logs.Hub, "g");
            Assert.InRange(again.Checkpoints.Next(Logs.Hub, "g", 0), 0, next);
        }
    }

    [Fact]
    public async Task The_file_follows_by_itself()
    {
        using var folder = new TempFolder();
        await using EventLog log = await FilledAsync(folder, TimeProvider.System);
        log.Checkpoints.Advance(Logs.Hub, "g", 0, 10);
        await Patience.UntilAsync(() => File.Exists(folder["checkpoints.json"]) && File.ReadAllText(folder["checkpoints.json"]).Contains("[10]"));
    }

    [Fact]
    public async Task When_the_journal_was_put_aside_groups_start_over()
    {
        using var folder = new TempFolder();
        await using (EventLog log = await FilledAsync(folder)) log.Checkpoints.Advance(Logs.Hub, "g", 0, 10);
        Directory.Delete(folder["journal"], recursive: true);
        await using EventLog again = Logs.Open(folder, partitions: 1);
        await again.AppendAsync("first");
        again.Checkpoints.Register(Logs.Hub, "g");
        Assert.Equal(0, again.Checkpoints.Next(Logs.Hub, "g", 0));
    }

    private static async Task<EventLog> FilledAsync(TempFolder folder, TimeProvider? clock = null)
    {
        EventLog log = Logs.Open(folder, partitions: 1, clock ?? new ManualClock());
        for (int i = 0; i < 10; i++) await log.AppendAsync($"{i}");
        log.Checkpoints.Register(Logs.Hub, "g");
        return log;
    }
}
