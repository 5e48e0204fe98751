using System.Text;
using FraudFunctions.App.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FraudFunctions.Tests.Contracts;

/// <summary>What every implementation of <see cref="IDocuments"/> promises. A new one derives from this and says how it is opened.</summary>
public abstract class DocumentsContract : IAsyncLifetime
{
    private const string Container = "things";

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));

    private protected IDocuments Documents { get; private set; } = null!;

    protected abstract ValueTask<IDocuments> OpenAsync();

    protected abstract ValueTask CloseAsync();

    public async ValueTask InitializeAsync() => Documents = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private static byte[] Body(string text) => Encoding.UTF8.GetBytes($"{{\"text\":\"{text}\"}}");

    private static string Text(Document? document) => Encoding.UTF8.GetString(document!.Body.Span);

    private Task<CommitResult> CommitAsync(string partition, params Write[] writes) => Documents.CommitAsync(Container, new(partition, writes));

    private Task<Document?> GetAsync(string partition, string id) => Documents.GetAsync(Container, new(partition, id));

    [Fact]
    public async Task What_was_committed_is_read_back_with_its_etag()
    {
        CommitResult result = await CommitAsync("p", new Write.Create("a", Body("one")));
        Document read = (await GetAsync("p", "a"))!;
        Assert.Equal((true, "{\"text\":\"one\"}", result.ETags[0]), (result.Committed, Text(read), read.ETag));
        Assert.Null(await GetAsync("p", "b"));
        Assert.Null(await GetAsync("q", "a"));
    }

    [Fact]
    public async Task Creating_what_exists_fails_and_says_so()
    {
        await CommitAsync("p", new Write.Create("a", Body("one")));
        CommitResult second = await CommitAsync("p", new Write.Create("a", Body("two")));
        Assert.Equal((false, CommitFailure.Exists, 0), (second.Committed, second.Failure!.Value, second.FailedWrite));
        Assert.Equal("{\"text\":\"one\"}", Text(await GetAsync("p", "a")));
    }

    [Fact]
    public async Task Replacing_needs_the_newest_etag()
    {
        string first = (await CommitAsync("p", new Write.Create("a", Body("one")))).ETags[0];
        string second = (await CommitAsync("p", new Write.Replace("a", first, Body("two")))).ETags[0];
        Assert.NotEqual(first, second);
        Assert.Equal(CommitFailure.Changed, (await CommitAsync("p", new Write.Replace("a", first, Body("three")))).Failure);
        Assert.Equal(CommitFailure.Changed, (await CommitAsync("p", new Write.Replace("a", "nonsense", Body("three")))).Failure);
        Assert.Equal(CommitFailure.Missing, (await CommitAsync("p", new Write.Replace("b", second, Body("three")))).Failure);
        Assert.Equal("{\"text\":\"two\"}", Text(await GetAsync("p", "a")));
    }

    [Fact]
    public async Task An_etag_is_never_used_again_not_even_after_a_delete()
    {
        string first = (await CommitAsync("p", new Write.Create("a", Body("one")))).ETags[0];
        await CommitAsync("p", new Write.Delete("a"));
        await CommitAsync("p", new Write.Create("a", Body("two")));
        Assert.Equal(CommitFailure.Changed, (await CommitAsync("p", new Write.Replace("a", first, Body("three")))).Failure);
    }

    [Fact]
    public async Task A_commit_is_all_or_nothing()
    {
        await CommitAsync("p", new Write.Create("b", Body("there")));
        CommitResult failed = await CommitAsync("p", new Write.Create("a", Body("new")), new Write.Upsert("c", Body("new")), new Write.Create("b", Body("again")), new Write.Create("d", Body("new")));
        Assert.Equal((CommitFailure.Exists, 2), (failed.Failure!.Value, failed.FailedWrite));
        Assert.Empty(failed.ETags);
        Assert.Null(await GetAsync("p", "a"));
        Assert.Null(await GetAsync("p", "c"));
        Assert.Equal("{\"text\":\"there\"}", Text(await GetAsync("p", "b")));
    }

    [Fact]
    public async Task Commits_of_several_partitions_stand_each_for_itself()
    {
        await CommitAsync("q", new Write.Create("a", Body("there")));
        IReadOnlyList<CommitResult> results = await Documents.CommitManyAsync(Container,
        [
            new("p", [new Write.Create("a", Body("p"))]),
            new("q", [new Write.Create("b", Body("q")), new Write.Create("a", Body("q"))]),
            new("r", [new Write.Create("a", Body("r"))]),
        ]);
        Assert.Equal([true, false, true], results.Select(result => result.Committed));
        Assert.Null(await GetAsync("q", "b"));
        Assert.NotNull(await GetAsync("r", "a"));
    }

    [Fact]
    public async Task Deleting_can_insist_on_an_etag_or_take_whatever_is_there()
    {
        string etag = (await CommitAsync("p", new Write.Create("a", Body("one")))).ETags[0];
        Assert.Equal(CommitFailure.Changed, (await CommitAsync("p", new Write.Delete("a", "0"))).Failure);
        Assert.True((await CommitAsync("p", new Write.Delete("a", etag))).Committed);
        Assert.Equal(CommitFailure.Missing, (await CommitAsync("p", new Write.Delete("a", etag))).Failure);
        Assert.True((await CommitAsync("p", new Write.Delete("a"))).Committed);
    }

    [Fact]
    public async Task Many_keys_are_answered_in_their_order()
    {
        await CommitAsync("p", new Write.Create("a", Body("pa")), new Write.Create("b", Body("pb")));
        await CommitAsync("q", new Write.Create("a", Body("qa")));
        IReadOnlyList<Document?> read = await Documents.GetManyAsync(Container, [new("q", "a"), new("p", "x"), new("p", "b"), new("q", "a")]);
        Assert.Equal(["{\"text\":\"qa\"}", null, "{\"text\":\"pb\"}", "{\"text\":\"qa\"}"], read.Select(document => document is null ? null : Text(document)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_partition_is_paged_through_by_id_without_gaps_or_repetitions(bool descending)
    {
        string[] ids = [.. Enumerable.Range(0, 23).Select(i => $"n:{i:D3}")];
        await CommitAsync("p", [.. ids.Select(id => new Write.Create(id, Body(id))), new Write.Create("other", Body("x"))]);
        await CommitAsync("q", new Write.Create("n:000", Body("x")));
        List<string> seen = [];
        string? after = null;
        do
        {
            DocumentPage page = await Documents.QueryPartitionAsync(Container, "p", RangeQuery.Prefix("n:", 5, descending, after));
            Assert.InRange(page.Documents.Count, 1, 5);
            seen.AddRange(page.Documents.Select(document => document.Key.Id));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(descending ? ids.Reverse() : ids, seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_index_is_paged_through_across_partitions_also_where_values_are_equal(bool descending)
    {
        for (int i = 0; i < 21; i++)
            await CommitAsync($"p{i % 4}", new Write.Create($"d{i}", Body("x"), $"open/{i / 7}"));
        await CommitAsync("p", new Write.Create("closed", Body("x"), "closed/1"), new Write.Create("none", Body("x")));
        List<(string, string)> seen = [];
        string? after = null;
        do
        {
            DocumentPage page = await Documents.QueryIndexAsync(Container, RangeQuery.Prefix("open/", 4, descending, after));
            seen.AddRange(page.Documents.Select(document => (document.Index!, document.Key.Id)));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(21, seen.Distinct().Count());
        Assert.Equal(21, seen.Count);
        Assert.Equal(descending ? seen.Select(one => one.Item1).OrderDescending() : seen.Select(one => one.Item1).Order(), seen.Select(one => one.Item1));
    }

    [Fact]
    public async Task A_document_leaves_the_index_when_it_is_written_without_a_value()
    {
        await CommitAsync("p", new Write.Create("a", Body("x"), "open/1"));
        await CommitAsync("p", new Write.Upsert("a", Body("y")));
        Assert.Empty((await Documents.QueryIndexAsync(Container, RangeQuery.Prefix("open/"))).Documents);
    }

    [Fact]
    public async Task Changes_tell_the_newest_version_of_everything_since_a_point()
    {
        await CommitAsync("p", new Write.Create("a", Body("1")));
        await CommitAsync("q", new Write.Create("b", Body("1")));
        ChangePage first = await Documents.ChangesAsync(Container, null, 10);
        Assert.Equal(["a", "b"], first.Documents.Select(document => document.Key.Id));
        await CommitAsync("p", new Write.Upsert("a", Body("2")), new Write.Create("c", Body("1")));
        await CommitAsync("p", new Write.Upsert("a", Body("3")));
        ChangePage second = await Documents.ChangesAsync(Container, first.Since, 10);
        Assert.Equal([("c", "{\"text\":\"1\"}"), ("a", "{\"text\":\"3\"}")], second.Documents.Select(document => (document.Key.Id, Text(document))));
        ChangePage nothing = await Documents.ChangesAsync(Container, second.Since, 10);
        Assert.Empty(nothing.Documents);
        Assert.Equal(second.Since, nothing.Since);
    }

    [Fact]
    public async Task Changes_are_paged()
    {
        for (int i = 0; i < 12; i++)
            await CommitAsync($"p{i}", new Write.Create("a", Body("x")));
        List<string> seen = [];
        ChangePage page = new([], "", true);
        string? since = null;
        while (page.More)
        {
            page = await Documents.ChangesAsync(Container, since, 5);
            seen.AddRange(page.Documents.Select(document => document.Key.Partition));
            since = page.Since;
        }
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"p{i}"), seen);
    }

    [Fact]
    public async Task What_is_past_its_time_is_gone_and_does_not_stand_in_the_way()
    {
        await CommitAsync("p", new Write.Create("a", Body("old"), "open/1", Clock.GetUtcNow().AddMinutes(5)));
        Assert.NotNull(await GetAsync("p", "a"));
        Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Null(await GetAsync("p", "a"));
        Assert.Empty((await Documents.QueryIndexAsync(Container, RangeQuery.Prefix("open/"))).Documents);
        Assert.True((await CommitAsync("p", new Write.Create("a", Body("new")))).Committed);
        Assert.Equal("{\"text\":\"new\"}", Text(await GetAsync("p", "a")));
    }

    [Fact]
    public async Task Bodies_and_ids_survive_every_character()
    {
        string id = "ünï-😀:%_'\"";
        await CommitAsync("p'; DROP TABLE", new Write.Create(id, Body("日本")));
        Assert.Equal("{\"text\":\"日本\"}", Text(await GetAsync("p'; DROP TABLE", id)));
    }

    [Fact]
    public async Task Of_concurrent_writers_with_one_etag_one_wins()
    {
        string etag = (await CommitAsync("p", new Write.Create("a", Body("0")))).ETags[0];
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => CommitAsync("p", new Write.Replace("a", etag, Body($"{i}")), new Write.Create($"n{i}", Body("x"))))));
        int winner = Array.FindIndex(results, result => result.Committed);
        Assert.Equal(1, results.Count(result => result.Committed));
        Assert.Equal($"{{\"text\":\"{winner}\"}}", Text(await GetAsync("p", "a")));
        Assert.Equal([$"n{winner}"], (await Documents.QueryPartitionAsync(Container, "p", RangeQuery.Prefix("n"))).Documents.Select(document => document.Key.Id));
    }

    [Fact]
    public async Task Concurrent_increments_lose_none()
    {
        await CommitAsync("p", new Write.Create("n", Encoding.UTF8.GetBytes("0")));
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (_, cancellation) =>
        {
            for (int done = 0; done < 25;)
            {
                Document read = (await GetAsync("p", "n"))!;
                byte[] next = Encoding.UTF8.GetBytes($"{int.Parse(Text(read), System.Globalization.CultureInfo.InvariantCulture) + 1}");
                done += (await CommitAsync("p", new Write.Replace("n", read.ETag, next))).Committed ? 1 : 0;
            }
        });
        Assert.Equal("200", Text(await GetAsync("p", "n")));
    }

    [Fact]
    public async Task More_than_one_commit_may_hold_is_refused_before_anything_is_written()
    {
        Write[] many = [.. Enumerable.Range(0, StoreLimits.OperationsPerCommit + 1).Select(i => new Write.Create($"n{i}", Body("x")))];
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync("p", many));
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync("p", new Write.Create("big", new byte[StoreLimits.BytesPerCommit + 1])));
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync("p"));
        Assert.Empty((await Documents.QueryPartitionAsync(Container, "p", new RangeQuery())).Documents);
    }
}
