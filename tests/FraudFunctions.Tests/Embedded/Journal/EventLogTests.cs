using System.Text;
using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Tests.Embedded.Journal;

public sealed class EventLogTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_come_back_as_they_were_appended()
    {
        using var folder = new TempFolder();
        var clock = new ManualClock();
        await using EventLog log = Logs.Open(folder, clock: clock);
        EventPosition where = await log.AppendAsync("hello", "C1");

        LoggedEvent read = Assert.Single(await log.ReadAsync(Logs.Hub, where.Partition, 0, 10, Cancelled));
        Assert.Equal(("hello", "C1", 0L, clock.GetUtcNow()), (Logs.Text(read), read.PartitionKey, read.Sequence, read.EnqueuedTime));
    }

    [Fact]
    public async Task A_key_stays_in_its_partition_and_in_order()
    {
        using var folder = new TempFolder();
        await using EventLog log = Logs.Open(folder);
        await log.AppendAsync(Logs.Hub, [.. Enumerable.Range(0, 200).Select(i => Logs.Event($"{i}", $"C{i % 7}"))], Cancelled);

        foreach (IGrouping<string?, LoggedEvent> key in (await log.AllAsync()).GroupBy(one => one.PartitionKey))
        {
            Assert.Single(key.Select(one => one.Partition).Distinct());
            Assert.Equal(key.Select(one => int.Parse(Logs.Text(one))).Order(), key.Select(one => int.Parse(Logs.Text(one))));
        }
    }

    [Fact]
    public async Task Events_without_a_key_go_round()
    {
        using var folder = new TempFolder();
        await using EventLog log = Logs.Open(folder, partitions: 4);
        IReadOnlyList<EventPosition> where = await log.AppendAsync(Logs.Hub, [.. Enumerable.Range(0, 8).Select(i => Logs.Event("x"))], Cancelled);
        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3], where.Select(one => one.Partition));
    }

    [Theory]
    [InlineData("C0001", 8, 4)]
    [InlineData("", 8, 3)]
    [InlineData("Владимир", 8, 1)]
    [InlineData("C0001", 1, 0)]
    public void The_hash_of_a_key_never_changes(string key, int partitions, int partition) =>
        Assert.Equal(partition, PartitionHash.Of(key, partitions));

    [Fact]
    public void The_hash_spreads_numbered_keys_evenly()
    {
        int[] counts = new int[8];
        for (int i = 0; i < 8000; i++) counts[PartitionHash.Of($"C{i:D7}", 8)]++;
        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public async Task Sequences_go_on_after_a_restart()
    {
        using var folder = new TempFolder();
        await using (EventLog log = Logs.Open(folder, partitions: 1))
        {
            for (int i = 0; i < 3; i++) await log.AppendAsync($"{i}");
        }

        await using EventLog again = Logs.Open(folder, partitions: 1);
        Assert.Equal(3, (await again.AppendAsync("3")).Sequence);
        Assert.Equal(["0", "1", "2", "3"], (await again.AllAsync()).Select(Logs.Text));
    }

    [Fact]
    public async Task A_hub_keeps_the_partitions_it_was_born_with()
    {
        using var folder = new TempFolder();
        await using (EventLog log = Logs.Open(folder, partitions: 3)) await log.AppendAsync("x");
        await using EventLog again = Logs.Open(folder, partitions: 8);
        Assert.Equal(3, await again.EnsureHubAsync(Logs.Hub));
        Assert.Equal(8, await again.EnsureHubAsync("new"));
    }

    [Fact]
    public async Task Concurrent_appenders_lose_nothing_and_keep_their_own_order()
    {
        using var folder = new TempFolder();
        await using EventLog log = Logs.Open(folder);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(appender => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++) await log.AppendAsync($"{i}", $"A{appender}");
        }, Cancelled)));

        List<LoggedEvent> all = await log.AllAsync();
        Assert.Equal(1600, all.Count);
        Assert.All(all.GroupBy(one => one.PartitionKey), key => Assert.Equal(Enumerable.Range(0, 100), key.Select(one => int.Parse(Logs.Text(one)))));
        Assert.All(all.GroupBy(one => one.Partition), partition => Assert.Equal(partition.Select((_, i) => (long)i), partition.Select(one => one.Sequence)));
    }

    [Fact]
    public async Task What_no_longer_fits_in_memory_is_read_from_disk()
    {
        using var folder = new TempFolder();
        await using EventLog log = Logs.Open(folder, cacheBytes: 1 << 20);
        string[] texts = [.. Enumerable.Range(0, 8000).Select(i => $"{i:D5}".PadRight(1000, '.'))];
        foreach (string[] some in texts.Chunk(500)) await log.AppendAsync(Logs.Hub, [.. some.Select(text => Logs.Event(text))], Cancelled);
        Assert.Equal(texts, (await log.AllAsync()).Select(Logs.Text).Order());
    }

    [Fact]
    public async Task Events_larger_than_a_block_fit_too()
    {
        using var folder = new TempFolder();
        await using EventLog log = Logs.Open(folder, partitions: 1, cacheBytes: 1 << 20);
        byte[] large = new byte[1 << 20];
        new Random(7).NextBytes(large);
        await log.AppendAsync("before");
        await log.AppendAsync(Logs.Hub, new NewEvent(large), Cancelled);
        await log.AppendAsync("after");
        List<LoggedEvent> all = await log.AllAsync();
        Assert.True(all[1].Body.Span.SequenceEqual(large));
        Assert.Equal("after", Logs.Text(all[2]));
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_refused_alone()
    {
        using var folder = new TempFolder();
        await using EventLog log = Logs.Open(folder);
        var refused = await Assert.ThrowsAsync<EventTooLargeException>(() => log.AppendAsync(Logs.Hub, new NewEvent(new byte[(1 << 20) + 1]), Cancelled));
        Assert.Contains("1048577", refused.Message);
        Assert.Contains(Logs.Hub, refused.Message);
        await log.AppendAsync("fits");
    }

    [Fact]
    public async Task A_partition_key_is_as_short_as_Event_Hubs_takes_it()
    {
        using var folder = new TempFolder();
        await using EventLog log = Logs.Open(folder);
        await log.AppendAsync("x", new string('ß', 128));
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync("x", new string('k', 129)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("../x")]
    public async Task A_hub_needs_a_proper_name(string name)
    {
        using var folder = new TempFolder();
        await using EventLog log = Logs.Open(folder);
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(name, Logs.Event("x"), Cancelled));
    }

    [Fact]
    public async Task A_second_opener_is_refused_with_the_folder_named()
    {
        using var folder = new TempFolder();
        await using (Logs.Open(folder))
        {
            var refused = Assert.Throws<EventLogLockedException>(() => Logs.Open(folder));
            Assert.Contains(folder.Path, refused.Message);
        }

        await Logs.Open(folder).DisposeAsync();
    }

    [Fact]
    public async Task After_a_failed_write_every_append_fails_and_reads_go_on()
    {
        using var folder = new TempFolder();
        await using EventLog log = Logs.Open(folder, partitions: 1, segmentBytes: 200);
        await log.AppendAsync("kept");
        long end = (await log.AllAsync())[0].Position + 34 + 4;

        // The next commit fills the segment; a folder where the new one should go stands for a disk that refuses.
        Directory.CreateDirectory(folder[$"journal/{end + 34 + 200:D20}.journal.new"]);
        await log.AppendAsync(new string('x', 200));
        await Patience.UntilAsync(() => log.Fault is not null);

        Task[] waiters = [.. Enumerable.Range(0, 4).Select(_ => (Task)log.AppendAsync("lost"))];
        foreach (Task waiter in waiters) await Assert.ThrowsAsync<EventLogFailedException>(() => waiter);
        Assert.Equal("kept", Logs.Text((await log.AllAsync())[0]));
    }

    [Fact]
    public async Task A_closed_log_takes_nothing_more()
    {
        using var folder = new TempFolder();
        EventLog log = Logs.Open(folder);
        Task[] last = [.. Enumerable.Range(0, 50).Select(i => (Task)log.AppendAsync(Logs.Hub, Logs.Event($"{i}"), Cancelled))];
        await log.DisposeAsync();
        await Task.WhenAll(last);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.AppendAsync("x"));
    }

    [Fact]
    public void The_checksum_is_the_one_of_the_standard() =>
        Assert.Equal(0xE3069283u, Crc32C.Finish(Crc32C.Append(Crc32C.Start, Encoding.ASCII.GetBytes("123456789"))));
}
