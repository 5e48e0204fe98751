using Microsoft.Data.Sqlite;

namespace FraudFunctions.Embedded.Durable.Store;

/// <summary>Opens durable.db and knows its shape.</summary>
internal static class DurableFile
{
    /// <summary>
    /// An instance is ready when it has a turn to take that nothing else in the file says: its start, or its new
    /// beginning. Everything else that is still to be done has its own row, in activities, timers or inbox.
    /// </summary>
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS instances (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, status INTEGER NOT NULL, execution INTEGER NOT NULL, ready INTEGER NOT NULL,
            created INTEGER NOT NULL, updated INTEGER NOT NULL, start_at INTEGER, custom TEXT, parent_id TEXT, parent TEXT, tags TEXT,
            failure TEXT, output TEXT, input TEXT);
        CREATE INDEX IF NOT EXISTS ready_instances ON instances (key) WHERE ready = 1;
        CREATE INDEX IF NOT EXISTS children ON instances (parent_id) WHERE parent_id IS NOT NULL;
        CREATE TABLE IF NOT EXISTS history (key INTEGER NOT NULL, turn INTEGER NOT NULL, happened TEXT NOT NULL, PRIMARY KEY (key, turn)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS activities (
            key INTEGER NOT NULL, step INTEGER NOT NULL, execution INTEGER NOT NULL, instance TEXT NOT NULL, name TEXT NOT NULL, input TEXT,
            PRIMARY KEY (key, step)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS timers (
            due INTEGER NOT NULL, key INTEGER NOT NULL, step INTEGER NOT NULL, execution INTEGER NOT NULL, instance TEXT NOT NULL,
            PRIMARY KEY (due, key, step)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS timers_of ON timers (key, step);
        CREATE TABLE IF NOT EXISTS inbox (
            number INTEGER PRIMARY KEY, instance TEXT NOT NULL, key INTEGER NOT NULL, execution INTEGER NOT NULL, happening TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
        """;

    public static SqliteConnection OpenWriter(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        SqliteConnection connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        // A WAL of 32 MB keeps checkpoints rare. FULL: a turn that was taken survives a power cut.
        Run(connection, "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -65536;");
        Run(connection, Schema);
        return connection;
    }

    public static SqliteConnection OpenReader(string path)
    {
        SqliteConnection connection = Open(path, SqliteOpenMode.ReadWrite);
        Run(connection, "PRAGMA query_only = ON; PRAGMA cache_size = -16384; PRAGMA mmap_size = 268435456;");
        return connection;
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
