using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Tests.Embedded.Journal;

public sealed class RetentionTests
{
    private static readonly TimeSpan EightDays = TimeSpan.FromDays(8);

    [Fact]
    public async Task The_journal_rolls_into_segments_and_reads_across_them()
    {
        using var folder = new TempFolder();
        await using (EventLog log = Logs.Open(folder, segmentBytes: 500)) await FillAsync(log, 40);
        Assert.True(Logs.Segments(folder).Length > 5);
        await using EventLog again = Logs.Open(folder, segmentBytes: 500);
        Assert.Equal(40, (await again.AllAsync()).Count);
    }

    [Fact]
    public async Task Old_segments_go_when_every_group_has_passed_them()
    {
        using var folder = new TempFolder();
        var clock = new ManualClock();
        await using (EventLog log = Logs.Open(folder, partitions: 1, clock, segmentBytes: 500))
        {
            await FillAsync(log, 40);
            log.Checkpoints.Register(Logs.Hub, "fast");
            log.Checkpoints.Register(Logs.Hub, "slow");
            log.Checkpoints.Advance(Logs.Hub, "fast", 0, 40);
            Assert.Equal(0, Trimmed(log));

            clock.Advance(EightDays);
            Assert.Equal(0, Trimmed(log));

            log.Checkpoints.Advance(Logs.Hub, "slow", 0, 20);
            long first = Trimmed(log);
            Assert.InRange(first, 10, 20);
            Assert.Equal(first, (await log.ReadAsync(Logs.Hub, 0, 0, 1, TestContext.Current.CancellationToken))[0].Sequence);
        }

        await using EventLog again = Logs.Open(folder, partitions: 1, clock, segmentBytes: 500);
        Assert.Equal(40, (await again.AppendAsync("next")).Sequence);
    }

    [Fact]
    public async Task Young_segments_stay_even_when_everybody_has_passed_them()
    {
        using var folder = new TempFolder();
        var clock = new ManualClock();
        await using EventLog log = Logs.Open(folder, partitions: 1, clock, segmentBytes: 500);
        await FillAsync(log, 20);
        log.Checkpoints.Register(Logs.Hub, "g");
        log.Checkpoints.Advance(Logs.Hub, "g", 0, 20);
        clock.Advance(TimeSpan.FromDays(6));
        log.Trim();
        Assert.Equal(20, (await log.AllAsync()).Count);
    }

    [Fact]
    public async Task A_partition_whose_events_were_all_deleted_goes_on_counting()
    {
        using var folder = new TempFolder();
        var clock = new ManualClock();
        await using (EventLog log = Logs.Open(folder, partitions: 1, clock, segmentBytes: 500))
        {
            await log.AppendAsync("quiet", Logs.Event("once"), TestContext.Current.CancellationToken);
            await FillAsync(log, 30);
            clock.Advance(EightDays);
            log.Trim();
            Assert.Equal(new PartitionRange(1, 1), log.Ranges("quiet")[0]);
        }

        await using EventLog again = Logs.Open(folder, partitions: 1, clock);
        Assert.Equal(1, (await again.AppendAsync("quiet", Logs.Event("twice"), TestContext.Current.CancellationToken)).Sequence);
    }

    [Fact]
    public async Task A_forgotten_group_holds_nothing_back()
    {
        using var folder = new TempFolder();
        var clock = new ManualClock();
        await using EventLog log = Logs.Open(folder, partitions: 1, clock, segmentBytes: 500);
        await FillAsync(log, 20);
        log.Checkpoints.Register(Logs.Hub, "gone");
        clock.Advance(EightDays);
        Assert.Equal(0, Trimmed(log));
        Assert.True(log.Checkpoints.Forget(Logs.Hub, "gone"));
        Assert.InRange(Trimmed(log), 10, 20);
    }

    /// <summary>The first sequence left. The log trims by itself too, so what one call removed says little.</summary>
    private static long Trimmed(EventLog log)
    {
        log.Trim();
        return log.Ranges(Logs.Hub)[0].First;
    }

    private static async Task FillAsync(EventLog log, int events)
    {
        for (int i = 0; i < events; i++) await log.AppendAsync($"{i}".PadRight(50, '.'));
    }
}
