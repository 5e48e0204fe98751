using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using SQLitePCL;

namespace FraudFunctions.Embedded.Durable.Store;

/// <summary>All that is written, on the one writing connection. Not thread-safe: the store's writer alone calls it.</summary>
internal sealed class StoreWriter : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly List<Statement> statements = [];
    private readonly Statement begin, commit, rollback, insert, advance, renew, finish, byId, children, append, addActivity, endActivity, addTimer, endTimer, post, take, count;
    private readonly Statement[] forget, purge;
    private long counter;
    private long counted;

    public StoreWriter(SqliteConnection connection)
    {
        this.connection = connection;
        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        rollback = Prepare("ROLLBACK");
        insert = Prepare("""
            INSERT INTO instances (key, id, name, status, execution, ready, created, updated, start_at, custom, parent_id, parent, tags, failure, output, input)
            VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?6, ?7, NULL, ?8, ?9, ?10, NULL, NULL, ?11)
            """);
        advance = Prepare("UPDATE instances SET status = ?2, updated = ?3, custom = ?4, ready = iif(?5, 0, ready) WHERE key = ?1");
        renew = Prepare("UPDATE instances SET status = ?2, ready = 1, updated = ?3, custom = ?4, execution = ?5, input = ?6 WHERE key = ?1");
        finish = Prepare("UPDATE instances SET status = ?2, ready = 0, updated = ?3, custom = ?4, output = ?5, failure = ?6 WHERE key = ?1");
        byId = Prepare("SELECT key, status FROM instances WHERE id = ?1");
        children = Prepare("SELECT id FROM instances WHERE parent_id = ?1");
        append = Prepare("INSERT INTO history (key, turn, happened) VALUES (?1, ?2, ?3)");
        addActivity = Prepare("INSERT INTO activities (key, step, execution, instance, name, input) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        endActivity = Prepare("DELETE FROM activities WHERE key = ?1 AND step = ?2");
        addTimer = Prepare("INSERT INTO timers (due, key, step, execution, instance) VALUES (?1, ?2, ?3, ?4, ?5)");
        endTimer = Prepare("DELETE FROM timers WHERE key = ?1 AND step = ?2");
        post = Prepare("INSERT INTO inbox (number, instance, key, execution, happening) VALUES (?1, ?2, ?3, ?4, ?5)");
        take = Prepare("DELETE FROM inbox WHERE number = ?1");
        count = Prepare("INSERT INTO counters (name, value) VALUES ('number', ?1) ON CONFLICT (name) DO UPDATE SET value = ?1");
        forget = [Prepare("DELETE FROM activities WHERE key = ?1"), Prepare("DELETE FROM timers WHERE key = ?1")];
        purge = [.. forget, Prepare("DELETE FROM history WHERE key = ?1"), Prepare("DELETE FROM instances WHERE key = ?1")];
        using var last = new Statement(connection, "SELECT value FROM counters WHERE name = 'number'");
        counter = counted = last.First(row => row.Number(0));
    }

    /// <summary>All of them in one transaction, or none.</summary>
    public void Commit(IReadOnlyList<DurableStore.Write> writes)
    {
        begin.Run();
        try
        {
            foreach (DurableStore.Write write in writes) write.Apply(this);
            if (counter != counted) count.Bind(1, counter).Run();
            commit.Run();
            counted = counter;
        }
        catch
        {
            // A full disk makes SQLite roll back by itself.
            if (raw.sqlite3_get_autocommit(connection.Handle!) == 0) rollback.Run();
            throw;
        }
    }

    /// <summary>Puts a new instance there, in place of a finished one of the same id; without a key when there is one that may not be replaced.</summary>
    public InstanceRow Create(InstanceRow row, IReadOnlyList<OrchestrationRuntimeStatus>? dedupe = null)
    {
        if (byId.Bind(1, row.Id).First(found => (Key: found.Number(0), Status: (OrchestrationRuntimeStatus)found.Number(1))) is { Key: > 0 } there)
        {
            if (!InstanceRow.IsFinal(there.Status) || dedupe?.Contains(there.Status) == true) return row with { Key = 0, Status = there.Status };
            Purge(there.Key);
        }

        row = row with { Key = ++counter };
        insert.Bind(
            row.Key, row.Id, row.Name, (long)row.Status, row.StartAt is null ? 1L : 0L, row.Created.UtcTicks, row.StartAt?.UtcTicks, row.Parent?.Instance,
            row.Parent is null ? null : JsonSerializer.Serialize(row.Parent, StoredJson.Default.ParentStep),
            row.Tags is { Count: > 0 } ? JsonSerializer.Serialize(new Dictionary<string, string>(row.Tags), StoredJson.Default.DictionaryStringString) : null, row.Input).Run();
        if (row.StartAt is { } start) AddTimer(new TimerRow(start.UtcDateTime, row.Key, 0, row.Id, TimerRow.Start));
        return row;
    }

    /// <summary>Keeps a message until its instance has taken it, at the end of the inbox or in the place that it had.</summary>
    public Message Post(Message message)
    {
        long number = message.Happening.Number == 0 ? ++counter : message.Happening.Number;
        message = message with { Inbox = number, Happening = message.Happening with { Number = number } };
        post.Bind(1, message.Inbox).Bind(2, message.Instance).Bind(3, message.Key).Bind(4, message.Execution)
            .Bind(5, JsonSerializer.SerializeToUtf8Bytes(message.Happening, StoredJson.Default.Happening)).Run();
        return message;
    }

    public void Take(long inbox) => take.Bind(1, inbox).Run();

    public void Append(long key, int turn, ReadOnlySpan<byte> happened) => append.Bind(1, key).Bind(2, turn).Bind(3, happened).Run();

    /// <summary>One turn further; with its start taken, it is not waiting to be started.</summary>
    public void Advance(InstanceRow row, bool started) =>
        advance.Bind(1, row.Key).Bind(2, (long)row.Status).Bind(3, row.Updated.UtcTicks).Bind(4, row.CustomStatus).Bind(5, started ? 1 : 0).Run();

    /// <summary>A new beginning: the history of the run before goes.</summary>
    public void Renew(InstanceRow row)
    {
        Forget(row.Key);
        purge[2].Bind(1, row.Key).Run();
        renew.Bind(1, row.Key).Bind(2, (long)row.Status).Bind(3, row.Updated.UtcTicks).Bind(4, row.CustomStatus).Bind(5, row.Execution).Bind(6, row.Input).Run();
    }

    public void Finish(InstanceRow row)
    {
        finish.Bind(1, row.Key).Bind(2, (long)row.Status).Bind(3, row.Updated.UtcTicks).Bind(4, row.CustomStatus).Bind(5, row.Output)
            .Bind(6, row.Failure is null ? null : JsonSerializer.Serialize(row.Failure, StoredJson.Default.TaskFailureDetails)).Run();
    }

    /// <summary>Nothing of it is run or fires any more.</summary>
    public void Forget(long key)
    {
        foreach (Statement statement in forget) statement.Bind(1, key).Run();
    }

    public void AddActivity(ActivityRow row) =>
        addActivity.Bind(1, row.Key).Bind(2, row.Step).Bind(3, row.Execution).Bind(4, row.Instance).Bind(5, row.Name).Bind(6, row.Input).Run();

    public void EndActivity(long key, int step) => endActivity.Bind(1, key).Bind(2, step).Run();

    public void AddTimer(TimerRow row) => addTimer.Bind(1, row.Due.Ticks).Bind(2, row.Key).Bind(3, row.Step).Bind(4, row.Execution).Bind(5, row.Instance).Run();

    public void EndTimer(long key, int step) => endTimer.Bind(1, key).Bind(2, step).Run();

    /// <summary>Removes an instance if it is finished, with those below it if asked to; how many went.</summary>
    public int PurgeFinished(string id, bool recursive)
    {
        if (byId.Bind(1, id).First(found => (Key: found.Number(0), Status: (OrchestrationRuntimeStatus)found.Number(1))) is not { Key: > 0 } there) return 0;
        if (!InstanceRow.IsFinal(there.Status)) return 0;
        int below = recursive ? children.Bind(1, id).List(row => row.Text(0)).Sum(child => PurgeFinished(child, recursive)) : 0;
        Purge(there.Key);
        return 1 + below;
    }

    public void Dispose()
    {
        foreach (Statement statement in statements) statement.Dispose();
        connection.Dispose();
    }

    private void Purge(long key)
    {
        foreach (Statement statement in purge) statement.Bind(1, key).Run();
    }

    private Statement Prepare(string sql)
    {
        statements.Add(new Statement(connection, sql));
        return statements[^1];
    }
}
