using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Tests.Embedded.Durable;

/// <summary>Rows that somebody or something has damaged cost the instance that they belong to, and no other.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Score score = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public DamageTests() => score["Below"] = score["Play"] = async context => await context.WaitForExternalEvent<string>("go");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("UPDATE history SET happened = '{'")]
    [InlineData("UPDATE history SET happened = 'null'")]
    [InlineData("UPDATE history SET happened = '{}'")]
    [InlineData("UPDATE history SET happened = ''")]
    [InlineData("UPDATE history SET happened = x'ff00'")]
    [InlineData("UPDATE history SET happened = replace(happened, 'Started', 'Nonsense')")]
    [InlineData("UPDATE history SET turn = turn + 1")]
    public async Task A_damaged_history_fails_its_own_instance_and_stops_nobody_else(string damage)
    {
        await LeaveWaitingAsync("damaged", "sound");
        Damage($"{damage} WHERE key = (SELECT key FROM instances WHERE id = 'damaged')");
        await using (DurableApp app = await DurableApp.StartAsync(folder, score))
        {
            await app.Client.RaiseEventAsync("damaged", "go", "1", Cancelled);
            OrchestrationMetadata failed = await app.EndAsync("damaged");
            Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
            Assert.NotEmpty(failed.FailureDetails!.ErrorMessage);
            await app.Client.RaiseEventAsync("sound", "go", "2", Cancelled);
            Assert.Equal("2", (await app.EndAsync("sound")).ReadOutputAs<string>());
        }

        Assert.Equal(0, Count("inbox"));
    }

    [Fact]
    public async Task The_fault_is_named_and_the_parent_hears_of_it()
    {
        score["Play"] = async context => await context.CallSubOrchestratorAsync<string>("Below", null, new SubOrchestrationOptions(instanceId: "sub"));
        await using (DurableApp before = await DurableApp.StartAsync(folder, score))
        {
            await before.BeginAsync(score["Play"]);
            await before.UntilThereAsync("sub");
        }

        Damage("UPDATE history SET happened = '{' WHERE key = (SELECT key FROM instances WHERE id = 'sub')");
        await using DurableApp after = await DurableApp.StartAsync(folder, score);
        await after.Client.RaiseEventAsync("sub", "go", "up", Cancelled);
        OrchestrationMetadata parent = await after.EndAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, parent.RuntimeStatus);
        Assert.Contains("The history of 'sub' cannot be read or replayed: ", parent.SerializedOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_even_be_failed_is_set_aside_with_its_mail_and_logged()
    {
        await LeaveWaitingAsync("damaged");
        Damage("UPDATE instances SET tags = '{' WHERE id = 'damaged'");
        Damage("""
            INSERT INTO inbox (number, instance, key, execution, happening)
            VALUES (1000, 'damaged', 0, 0, '{"What":"EventRaised","Number":1000,"Name":"go","Text":"\"1\""}')
            """);
        for (int start = 0; start < 2; start++)
        {
            await using DurableApp app = await DurableApp.StartAsync(folder, score);
            await Patience.UntilAsync(() => app.Logged.Contains("Set aside damaged until the next start: it can neither go on nor be failed"));
            await app.BeginAsync(_ => Task.FromResult<object?>("done"), id: $"other{start}");
            Assert.Equal("done", (await app.EndAsync($"other{start}")).ReadOutputAs<string>());
        }

        Assert.Equal(1, Count("inbox"));
        score["Play"] = score["Below"];
        Damage("UPDATE instances SET tags = NULL WHERE id = 'damaged'");
        await using DurableApp mended = await DurableApp.StartAsync(folder, score);
        Assert.Equal("1", (await mended.EndAsync("damaged")).ReadOutputAs<string>());
    }

    private async Task LeaveWaitingAsync(params string[] ids)
    {
        await using DurableApp app = await DurableApp.StartAsync(folder, score);
        foreach (string id in ids)
        {
            await app.BeginAsync(score["Play"], id: id);
            await app.UntilThereAsync(id);
        }
    }

    private void Damage(string sql)
    {
        using SqliteCommand command = Open().CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0);
        command.Connection!.Dispose();
    }

    private long Count(string table)
    {
        using SqliteCommand command = Open().CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        long count = (long)command.ExecuteScalar()!;
        command.Connection!.Dispose();
        return count;
    }

    private SqliteConnection Open()
    {
        SqliteConnection connection = new($"Data Source={Path.Combine(folder.Path, "durable.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
