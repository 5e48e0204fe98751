using System.Text;
using FraudFunctions.App.Stores;
using FraudFunctions.App.Stores.Sqlite;
using FraudFunctions.Tests.Contracts;
using Microsoft.Data.Sqlite;

namespace FraudFunctions.Tests.App.Stores;

public sealed class SqliteDocumentsTests : DocumentsContract
{
    private readonly TemporaryFolder folder = new();
    private SqliteDocuments documents = null!;

    protected override ValueTask<IDocuments> OpenAsync() => new(documents = new SqliteDocuments(folder.Path, Clock));

    protected override async ValueTask CloseAsync()
    {
        await documents.DisposeAsync();
        folder.Dispose();
    }

    private static Write Create(string id) => new Write.Create(id, Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\"}}"), "open/" + id);

    private void Spoil(string sql)
    {
        using SqliteConnection connection = new($"Data Source={folder.Of("things.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    [Fact]
    public async Task What_was_answered_is_there_after_reopening()
    {
        CommitResult before = await documents.CommitAsync("things", new("p", [Create("a")]));
        await documents.DisposeAsync();
        documents = new SqliteDocuments(folder.Path, Clock);
        Assert.Equal(before.ETags[0], (await documents.GetAsync("things", new("p", "a")))!.ETag);
        CommitResult after = await documents.CommitAsync("things", new("p", [Create("b")]));
        Assert.True(long.Parse(after.ETags[0], System.Globalization.CultureInfo.InvariantCulture) > long.Parse(before.ETags[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("UPDATE documents SET body = '{\"id\":\"b\"}' WHERE id = 'a'")]
    [InlineData("UPDATE documents SET id = 'z' WHERE id = 'a'")]
    [InlineData("UPDATE documents SET partition = 'q' WHERE id = 'a'")]
    [InlineData("UPDATE documents SET ix = 'closed' WHERE id = 'a'")]
    [InlineData("UPDATE documents SET change = 77 WHERE id = 'a'")]
    public async Task A_row_that_was_changed_by_other_hands_is_named(string sql)
    {
        await documents.CommitAsync("things", new("p", [Create("a"), Create("b")]));
        Assert.Empty(documents.Audit("things"));
        Spoil(sql);
        string fault = Assert.Single(documents.Audit("things"));
        Assert.Contains(sql.Contains("SET id", StringComparison.Ordinal) ? "'z'" : "'a'", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_row_is_not_answered()
    {
        await documents.CommitAsync("things", new("p", [Create("a")]));
        Spoil("UPDATE documents SET body = '{}' WHERE id = 'a'");
        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(() => documents.GetAsync("things", new("p", "a")));
        Assert.Contains("'a'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_the_disk_reaches_everyone_who_waits_and_the_store_goes_on()
    {
        await documents.CommitAsync("things", new("p", [Create("a")]));
        using (SqliteConnection blocker = new($"Data Source={folder.Of("things.db")};Pooling=False"))
        {
            blocker.Open();
            using SqliteCommand drop = blocker.CreateCommand();
            drop.CommandText = "CREATE TRIGGER full BEFORE INSERT ON documents BEGIN SELECT RAISE(ABORT, 'disk full'); END";
            drop.ExecuteNonQuery();
            Task<CommitResult>[] waiting = [.. Enumerable.Range(0, 5).Select(i => documents.CommitAsync("things", new($"q{i}", [Create("x")])))];
            foreach (Task<CommitResult> one in waiting)
                await Assert.ThrowsAsync<SqliteException>(() => one);
            drop.CommandText = "DROP TRIGGER full";
            drop.ExecuteNonQuery();
        }
        Assert.True((await documents.CommitAsync("things", new("q", [Create("x")]))).Committed);
    }

    [Fact]
    public async Task Documents_are_counted_by_the_beginning_of_their_id()
    {
        await documents.CommitAsync("things", new("p", [Create("n:1"), Create("n:2"), Create("m:1")]));
        Assert.Equal((2, 3), (documents.Count("things", "n:"), documents.Count("things", "")));
    }

    [Fact]
    public async Task A_container_has_a_plain_name()
        => await Assert.ThrowsAsync<ArgumentException>(() => documents.GetAsync("../elsewhere", new("p", "a")));
}
