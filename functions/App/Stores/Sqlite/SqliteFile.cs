using Microsoft.Data.Sqlite;

namespace FraudFunctions.App.Stores.Sqlite;

/// <summary>Opens the file of one container and knows its shape.</summary>
internal static class SqliteFile
{
    // A rowid table with a unique index beside it: three to five times faster than WITHOUT ROWID for bodies of a kilobyte.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS documents (
            partition TEXT NOT NULL, id TEXT NOT NULL, change INTEGER NOT NULL, ix TEXT, expires INTEGER, checksum INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS by_key ON documents (partition, id);
        CREATE INDEX IF NOT EXISTS by_index ON documents (ix, partition, id) WHERE ix IS NOT NULL;
        CREATE INDEX IF NOT EXISTS by_expiry ON documents (expires) WHERE expires IS NOT NULL;
        CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
        INSERT OR IGNORE INTO counters VALUES ('change', 0);
        """;

    /// <summary>
    /// Kept only for containers whose changes somebody asks for: every update would move an entry in it, a tenth of the cost of a commit.
    /// </summary>
    public const string ChangeIndex = "CREATE INDEX IF NOT EXISTS by_change ON documents (change)";

    public static SqliteConnection OpenWriter(string path)
    {
        SqliteConnection connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        // Pages of 4 kB: most writes change one document of a kilobyte. A WAL of 32 MB keeps checkpoints short. FULL: an answered commit survives a power cut.
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

    public static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }
}
