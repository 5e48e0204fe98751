using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FraudFunctions.App.Stores.Sqlite;

/// <summary>One reading connection of a container. Not thread-safe: the container lends it to one caller at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private const string Columns = "partition, id, change, ix, checksum, body";
    private const string Living = "(expires IS NULL OR expires > ?9)";

    private readonly SqliteConnection connection;
    private readonly TimeProvider clock;
    private readonly string path;
    private readonly Statement get, partitionUp, partitionDown, indexUp, indexDown, changes, all;

    public SqliteReader(string path, TimeProvider clock)
    {
        this.path = path;
        this.clock = clock;
        connection = SqliteFile.OpenReader(path);
        Statement Prepare(string sql) => new(connection.Handle!, sql);
        get = Prepare($"SELECT {Columns} FROM documents WHERE partition = ?1 AND id = ?2 AND {Living}");
        partitionUp = Prepare($"SELECT {Columns} FROM documents WHERE partition = ?1 AND id >= ?2 AND id < ?3 AND id > ?4 AND {Living} ORDER BY id LIMIT ?5");
        partitionDown = Prepare($"SELECT {Columns} FROM documents WHERE partition = ?1 AND id >= ?2 AND id < ?3 AND id < ?4 AND {Living} ORDER BY id DESC LIMIT ?5");
        indexUp = Prepare($"SELECT {Columns} FROM documents WHERE ix IS NOT NULL AND ix >= ?2 AND ix < ?3 AND (ix, partition, id) > (?4, ?6, ?7) AND {Living} ORDER BY ix, partition, id LIMIT ?5");
        indexDown = Prepare($"SELECT {Columns} FROM documents WHERE ix IS NOT NULL AND ix >= ?2 AND ix < ?3 AND (ix, partition, id) < (?4, ?6, ?7) AND {Living} ORDER BY ix DESC, partition DESC, id DESC LIMIT ?5");
        changes = Prepare($"SELECT {Columns} FROM documents WHERE change > ?1 AND {Living} ORDER BY change LIMIT ?2");
        all = Prepare($"SELECT {Columns} FROM documents ORDER BY rowid");
    }

    public Document? Get(DocumentKey key)
    {
        get.Bind(1, key.Partition).Bind(2, key.Id).Bind(9, Now());
        Document? document = get.Step() ? Row(get) : null;
        get.Reset();
        return document;
    }

    public DocumentPage QueryPartition(string partition, RangeQuery query)
    {
        Statement statement = query.Descending ? partitionDown : partitionUp;
        statement.Bind(1, partition).Bind(2, query.From ?? "").Bind(3, query.Below ?? Highest)
            .Bind(4, query.After ?? (query.Descending ? Highest : "")).Bind(5, query.Limit + 1).Bind(9, Now());
        return Page(Rows(statement), query.Limit, last => last.Key.Id);
    }

    public DocumentPage QueryIndex(RangeQuery query)
    {
        Statement statement = query.Descending ? indexDown : indexUp;
        string[] after = query.After?.Split(CursorSeparator) ?? (query.Descending ? [Highest, Highest, Highest] : ["", "", ""]);
        if (after.Length != 3)
            throw new InvalidCursorException();
        if (query.After is not null && (string.CompareOrdinal(after[0], query.From ?? "") < 0 || (query.Below is not null && string.CompareOrdinal(after[0], query.Below) >= 0)))
            throw new InvalidCursorException();
        statement.Bind(2, query.From ?? "").Bind(3, query.Below ?? Highest).Bind(4, after[0]).Bind(5, query.Limit + 1).Bind(6, after[1]).Bind(7, after[2]).Bind(9, Now());
        return Page(Rows(statement), query.Limit, last => string.Join(CursorSeparator, last.Index, last.Key.Partition, last.Key.Id));
    }

    public ChangePage Changes(string? since, int limit)
    {
        changes.Bind(1, since is null ? 0 : long.Parse(since, CultureInfo.InvariantCulture)).Bind(2, limit + 1).Bind(9, Now());
        List<Document> rows = Rows(changes);
        bool more = rows.Count > limit;
        if (more)
            rows.RemoveAt(limit);
        return new ChangePage(rows, rows.Count == 0 ? since ?? "0" : rows[^1].ETag, more);
    }

    /// <summary>Every row, with what is wrong with it, if anything.</summary>
    public IEnumerable<(Document Document, string? Fault)> Audit()
    {
        while (all.Step())
        {
            Document document = Unchecked(all, out bool intact);
            yield return (document, intact ? null : "its checksum does not match what is stored");
        }
    }

    public long Count(string idPrefix)
    {
        using Statement count = new(connection.Handle!, "SELECT count(*) FROM documents WHERE id >= ?1 AND id < ?2");
        count.Bind(1, idPrefix).Bind(2, idPrefix + Highest);
        count.Step();
        return count.Number(0);
    }

    /// <summary>What SQLite itself finds wrong with the file: lines of text, none when it is sound.</summary>
    public IReadOnlyList<string> CheckFile()
    {
        using Statement check = new(connection.Handle!, "PRAGMA integrity_check");
        List<string> faults = [];
        while (check.Step())
        {
            if (check.Text(0) is var fault and not "ok")
                faults.Add(fault);
        }
        return faults;
    }

    public void Dispose()
    {
        foreach (Statement statement in (Statement[])[get, partitionUp, partitionDown, indexUp, indexDown, changes, all])
            statement.Dispose();
        connection.Dispose();
    }

    private const string Highest = "\U0010ffff\U0010ffff";

    // In no id and in no index value.
    private const char CursorSeparator = '\n';

    private static DocumentPage Page(List<Document> rows, int limit, Func<Document, string> cursor)
    {
        bool more = rows.Count > limit;
        if (more)
            rows.RemoveAt(limit);
        return new DocumentPage(rows, more ? cursor(rows[^1]) : null);
    }

    private List<Document> Rows(Statement statement)
    {
        List<Document> rows = [];
        while (statement.Step())
            rows.Add(Row(statement));
        return rows;
    }

    private Document Row(Statement statement)
    {
        Document document = Unchecked(statement, out bool intact);
        return intact ? document : throw new InvalidDataException($"Document '{document.Key.Id}' of partition '{document.Key.Partition}' in {Path.GetFileName(path)} does not match its checksum.");
    }

    private static Document Unchecked(Statement statement, out bool intact)
    {
        DocumentKey key = new(statement.Text(0), statement.Text(1));
        long change = statement.Number(2);
        string? index = statement.TextOrNull(3);
        byte[] body = statement.Blob(5);
        intact = (uint)statement.Number(4) == Checksum.Of(key.Partition, key.Id, change, index, body);
        return new Document(key, change.ToString(CultureInfo.InvariantCulture), body, index);
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
