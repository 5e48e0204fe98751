using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FraudFunctions.App.Stores.Sqlite;

/// <summary>Applies commits to the one writing connection of a container. Not thread-safe: the container calls it from its writer alone.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly TimeProvider clock;
    private readonly Statement begin, commit, rollback, savepoint, release, undo;
    private readonly Statement insert, upsert, replace, delete, deleteAny, exists, forget, purge, count, counted;
    private long change;

    public SqliteWriter(string path, TimeProvider clock)
    {
        this.clock = clock;
        connection = SqliteFile.OpenWriter(path);
        Statement Prepare(string sql) => new(connection.Handle!, sql);
        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        rollback = Prepare("ROLLBACK");
        savepoint = Prepare("SAVEPOINT one");
        release = Prepare("RELEASE one");
        undo = Prepare("ROLLBACK TO one");
        insert = Prepare("INSERT INTO documents (partition, id, change, ix, expires, checksum, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING");
        upsert = Prepare("""
            INSERT INTO documents (partition, id, change, ix, expires, checksum, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (partition, id) DO UPDATE SET change = ?3, ix = ?4, expires = ?5, checksum = ?6, body = ?7
            """);
        replace = Prepare("UPDATE documents SET change = ?3, ix = ?4, expires = ?5, checksum = ?6, body = ?7 WHERE partition = ?1 AND id = ?2 AND change = ?8 AND (expires IS NULL OR expires > ?9)");
        delete = Prepare("DELETE FROM documents WHERE partition = ?1 AND id = ?2 AND change = ?3");
        deleteAny = Prepare("DELETE FROM documents WHERE partition = ?1 AND id = ?2");
        exists = Prepare("SELECT 1 FROM documents WHERE partition = ?1 AND id = ?2 AND (expires IS NULL OR expires > ?3)");
        forget = Prepare("DELETE FROM documents WHERE partition = ?1 AND id = ?2 AND expires <= ?3");
        purge = Prepare("DELETE FROM documents WHERE rowid IN (SELECT rowid FROM documents WHERE expires <= ?1 LIMIT 10000)");
        count = Prepare("UPDATE counters SET value = ?1 WHERE name = 'change'");
        counted = Prepare("SELECT value FROM counters WHERE name = 'change'");
        counted.Step();
        change = counted.Number(0);
        counted.Reset();
    }

    /// <summary>Applies the commits in one transaction, each of them all or nothing by itself; deletes what is past its time when asked to.</summary>
    public CommitResult[] Apply(IReadOnlyList<PartitionCommit> commits, bool purgeExpired)
    {
        long before = change;
        begin.Run();
        try
        {
            CommitResult[] results = new CommitResult[commits.Count];
            for (int i = 0; i < results.Length; i++)
                results[i] = Apply(commits[i]);
            if (purgeExpired)
                purge.Bind(1, Now()).Run();
            count.Bind(1, change).Run();
            commit.Run();
            return results;
        }
        catch
        {
            change = before;
            // A full disk makes SQLite roll back by itself.
            if (raw.sqlite3_get_autocommit(connection.Handle!) == 0)
                rollback.Run();
            throw;
        }
    }

    /// <summary>From now on, keeps an index of changes.</summary>
    public void IndexChanges() => SqliteFile.Run(connection, SqliteFile.ChangeIndex);

    public void Dispose()
    {
        foreach (Statement statement in (Statement[])[begin, commit, rollback, savepoint, release, undo, insert, upsert, replace, delete, deleteAny, exists, forget, purge, count, counted])
            statement.Dispose();
        connection.Dispose();
    }

    private CommitResult Apply(PartitionCommit partition)
    {
        IReadOnlyList<Write> writes = partition.Writes;
        bool several = writes.Count > 1;
        if (several)
            savepoint.Run();
        string[] etags = new string[writes.Count];
        for (int i = 0; i < etags.Length; i++)
        {
            if (Apply(partition.Partition, writes[i], out etags[i]) is not { } failure)
                continue;
            if (several)
                undo.Run();
            if (several)
                release.Run();
            return new CommitResult([], failure, i);
        }
        if (several)
            release.Run();
        return new CommitResult(etags);
    }

    private CommitFailure? Apply(string partition, Write write, out string etag)
    {
        long next = ++change;
        etag = write is Write.Delete ? "" : next.ToString(CultureInfo.InvariantCulture);
        switch (write)
        {
            case Write.Create(var id, var body, var index, var expires):
                if (Put(insert, partition, id, next, index, expires, body).Run() == 1)
                    return null;
                // What is past its time does not stand in the way.
                if (forget.Bind(1, partition).Bind(2, id).Bind(3, Now()).Run() == 1)
                    return Put(insert, partition, id, next, index, expires, body).Run() == 1 ? null : CommitFailure.Exists;
                return CommitFailure.Exists;
            case Write.Upsert(var id, var body, var index, var expires):
                Put(upsert, partition, id, next, index, expires, body).Run();
                return null;
            case Write.Replace(var id, var ifMatch, var body, var index, var expires):
                return Put(replace, partition, id, next, index, expires, body).Bind(8, Change(ifMatch)).Bind(9, Now()).Run() == 1 ? null : Why(partition, id);
            case Write.Delete(var id, null):
                deleteAny.Bind(1, partition).Bind(2, id).Run();
                return null;
            case Write.Delete(var id, var ifMatch):
                return delete.Bind(1, partition).Bind(2, id).Bind(3, Change(ifMatch)).Run() == 1 ? null : Why(partition, id);
            default:
                throw new ArgumentOutOfRangeException(nameof(write), write, "An unknown kind of write.");
        }
    }

    private static Statement Put(Statement statement, string partition, string id, long change, string? index, DateTimeOffset? expires, ReadOnlyMemory<byte> body)
        => statement.Bind(1, partition).Bind(2, id).Bind(3, change).Bind(4, index).Bind(5, expires?.ToUnixTimeMilliseconds())
            .Bind(6, Checksum.Of(partition, id, change, index, body.Span)).Bind(7, body.Span);

    private CommitFailure Why(string partition, string id)
    {
        bool there = exists.Bind(1, partition).Bind(2, id).Bind(3, Now()).Step();
        exists.Reset();
        return there ? CommitFailure.Changed : CommitFailure.Missing;
    }

    // An ETag that is none of ours matches nothing.
    private static long Change(string etag) => long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out long change) ? change : -1;

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
