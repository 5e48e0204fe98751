using FraudFunctions.Embedded.Journal;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace FraudFunctions.Tests.Embedded.Journal;

public sealed class CrashTests
{
    [Fact]
    public async Task A_journal_cut_anywhere_in_its_last_record_loses_that_record_only()
    {
        using var folder = new TempFolder();
        List<LoggedEvent> all;
        await using (EventLog log = Logs.Open(folder, partitions: 1))
        {
            for (int i = 0; i < 3; i++) await log.AppendAsync($"event {i}", "C1");
            all = await log.AllAsync();
        }

        int start = Logs.OffsetOf(all[2]);
        int end = (int)new FileInfo(Logs.Segments(folder)[0]).Length;
        for (int length = start; length < end; length++)
        {
            using TempFolder crashed = folder.Copy();
            using (FileStream file = File.OpenWrite(Logs.Segments(crashed)[0])) file.SetLength(length);
            await using EventLog log = Logs.Open(crashed);
            Assert.Equal(all.Take(2).Select(Logs.Text), (await log.AllAsync()).Select(Logs.Text));
            Assert.Equal(2, (await log.AppendAsync("again", "C1")).Sequence);
        }
    }

    [Fact]
    public async Task A_last_record_with_any_byte_changed_is_cut_off()
    {
        using var folder = new TempFolder();
        await using (EventLog log = Logs.Open(folder, partitions: 1))
        {
            for (int i = 0; i < 2; i++) await log.AppendAsync($"event {i}");
        }

        byte[] content = File.ReadAllBytes(Logs.Segments(folder)[0]);
        int length = 34 + "event 1".Length;
        for (int at = content.Length - length; at < content.Length; at++)
        {
            using TempFolder crashed = folder.Copy();
            await ChangeAsync(crashed, at);
            await using EventLog log = Logs.Open(crashed);
            Assert.Equal("event 0", Logs.Text(Assert.Single(await log.AllAsync())));
        }
    }

    [Fact]
    public async Task A_record_in_the_middle_with_any_byte_changed_refuses_and_says_where()
    {
        using var folder = new TempFolder();
        List<LoggedEvent> all;
        await using (EventLog log = Logs.Open(folder, partitions: 1))
        {
            for (int i = 0; i < 3; i++) await log.AppendAsync($"event {i}", "C1");
            all = await log.AllAsync();
        }

        for (int at = Logs.OffsetOf(all[1]); at < Logs.OffsetOf(all[2]); at++)
        {
            using TempFolder damaged = folder.Copy();
            await ChangeAsync(damaged, at);
            var refused = Assert.Throws<EventLogCorruptException>(() => Logs.Open(damaged));
            Assert.Equal((Logs.Segments(damaged)[0], Logs.OffsetOf(all[1])), (refused.File, (int)refused.Offset));
            Assert.Contains($"at byte {refused.Offset}", refused.Message);
        }
    }

    [Fact]
    public async Task A_refused_journal_is_left_as_it_was_and_unlocked()
    {
        using var folder = new TempFolder();
        await using (EventLog log = Logs.Open(folder, partitions: 1))
        {
            for (int i = 0; i < 3; i++) await log.AppendAsync($"event {i}");
        }

        await ChangeAsync(folder, Segment.HeaderLength + 100);
        byte[] before = await File.ReadAllBytesAsync(Logs.Segments(folder)[0], TestContext.Current.CancellationToken);
        Assert.Throws<EventLogCorruptException>(() => Logs.Open(folder));
        Assert.Throws<EventLogCorruptException>(() => Logs.Open(folder));
        Assert.Equal(before, await File.ReadAllBytesAsync(Logs.Segments(folder)[0], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Damage_in_an_older_segment_or_a_missing_one_refuses()
    {
        using var folder = new TempFolder();
        await using (EventLog log = Logs.Open(folder, partitions: 1, segmentBytes: 200))
        {
            for (int i = 0; i < 10; i++) await log.AppendAsync(new string('x', 60));
        }

        using TempFolder damaged = folder.Copy();
        byte[] first = File.ReadAllBytes(Logs.Segments(damaged)[0]);
        first[^1] ^= 1;
        File.WriteAllBytes(Logs.Segments(damaged)[0], first);
        Assert.Equal(Logs.Segments(damaged)[0], Assert.Throws<EventLogCorruptException>(() => Logs.Open(damaged)).File);

        using TempFolder shortened = folder.Copy();
        File.WriteAllBytes(Logs.Segments(shortened)[0], first[..^1]);
        Assert.Throws<EventLogCorruptException>(() => Logs.Open(shortened));

        using TempFolder missing = folder.Copy();
        File.Delete(Logs.Segments(missing)[1]);
        Assert.Equal(Logs.Segments(missing)[0], Assert.Throws<EventLogCorruptException>(() => Logs.Open(missing)).File);
    }

    [Fact]
    public async Task Damage_that_comes_while_the_log_is_open_is_noticed_by_the_read()
    {
        using var folder = new TempFolder();
        await using EventLog log = Logs.Open(folder, partitions: 1, cacheBytes: 1 << 20);
        await log.AppendAsync(Logs.Hub, [.. Enumerable.Range(0, 4000).Select(i => Logs.Event($"{i}".PadRight(1000)))], TestContext.Current.CancellationToken);
        using (var file = new FileStream(Logs.Segments(folder)[0], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = 5000;
            file.WriteByte((byte)'!');
        }

        var refused = await Assert.ThrowsAsync<EventLogCorruptException>(async () => await log.ReadAsync(Logs.Hub, 0, 0, 1, TestContext.Current.CancellationToken));
        Assert.InRange(refused.Offset, 5000 - 1034, 5000);
    }

    [Fact]
    public async Task A_torn_record_whose_body_holds_journal_bytes_is_still_just_torn()
    {
        using var folder = new TempFolder();
        await using (EventLog log = Logs.Open(folder, partitions: 1))
        {
            await log.AppendAsync("inner");
            using TempFolder copy = folder.Copy();
            byte[] journal = File.ReadAllBytes(Logs.Segments(copy)[0]);
            await log.AppendAsync(Logs.Hub, new NewEvent(journal), TestContext.Current.CancellationToken);
        }

        using (FileStream file = File.OpenWrite(Logs.Segments(folder)[0])) file.SetLength(file.Length - 1);
        await using EventLog again = Logs.Open(folder);
        Assert.Equal("inner", Logs.Text(Assert.Single(await again.AllAsync())));
    }

    [Property(MaxTest = 40)]
    public FsCheck.Property Whatever_is_appended_reopened_and_cut_the_log_holds_exactly_what_is_before_the_cut()
    {
        var append = Gen.Choose(1, 40).Select(count => new Step(count, 0, false));
        var reopen = Gen.Constant(new Step(0, 0, true));
        var cut = Gen.Choose(1, 400).Select(bytes => new Step(0, bytes, true));
        return Prop.ForAll(Gen.Frequency((4, append), (1, reopen), (2, cut)).ListOf().ToArbitrary(), steps => RunAsync(steps));
    }

    private static async Task RunAsync(IReadOnlyList<Step> steps)
    {
        using var folder = new TempFolder();
        var random = new Random(steps.Count);
        var expected = new List<(long Position, long Length, string Text)>();
        EventLog log = Logs.Open(folder, partitions: 3);
        int number = 0;
        foreach (Step step in steps)
        {
            if (step.Append > 0)
            {
                NewEvent[] events = [.. Enumerable.Range(0, step.Append).Select(_ => Logs.Event($"{number++}".PadRight(random.Next(5, 90), '.'), random.Next(2) == 0 ? null : $"C{random.Next(9)}"))];
                await log.AppendAsync(Logs.Hub, events);
                expected = [.. (await log.AllAsync()).OrderBy(one => one.Position).Select(one => (one.Position, (long)JournalRecord.LengthOf(one.PartitionKey, one.Body.Length), Logs.Text(one)))];
            }

            if (!step.Reopen) continue;
            await log.DisposeAsync();
            string segment = Logs.Segments(folder)[0];
            // Never into the header or the hub's declaration: those are on disk before the first event is accepted.
            long floor = expected.Count == 0 ? new FileInfo(segment).Length : expected[0].Position;
            long length = Math.Max(floor, new FileInfo(segment).Length - step.Cut);
            using (FileStream file = File.OpenWrite(segment)) file.SetLength(length);
            expected.RemoveAll(one => one.Position + one.Length > length);
            log = Logs.Open(folder, partitions: 3);
            Assert.Equal(expected.Select(one => one.Text), (await log.AllAsync()).OrderBy(one => one.Position).Select(Logs.Text));
        }

        await log.DisposeAsync();
    }

    private static async Task ChangeAsync(TempFolder folder, int at)
    {
        string segment = Logs.Segments(folder)[0];
        byte[] content = await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken);
        content[at] ^= 0x40;
        await File.WriteAllBytesAsync(segment, content, TestContext.Current.CancellationToken);
    }

    private sealed record Step(int Append, int Cut, bool Reopen);
}
