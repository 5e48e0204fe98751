using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FraudFunctions.Embedded.Durable.Store;

/// <summary>One prepared statement, bound from left to right. ADO.NET would box every parameter.</summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public Statement(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public Statement Bind(params ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < values.Length; i++)
            Bind(i + 1, values[i]);
        return this;
    }

    public Statement Bind(int index, string? text)
    {
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(statement, index));
            return this;
        }

        Span<byte> utf8 = stackalloc byte[512];
        Check(Encoding.UTF8.TryGetBytes(text, utf8, out int length)
            ? raw.sqlite3_bind_text(statement, index, utf8[..length])
            : raw.sqlite3_bind_text(statement, index, text));
        return this;
    }

    public Statement Bind(int index, long number)
    {
        Check(raw.sqlite3_bind_int64(statement, index, number));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> text)
    {
        Check(raw.sqlite3_bind_text(statement, index, text));
        return this;
    }

    /// <summary>Runs to the next row; false at the end, ready to be bound anew.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW) return true;
        _ = raw.sqlite3_reset(statement);
        if (code != raw.SQLITE_DONE) Check(code);
        return false;
    }

    /// <summary>Runs a statement that answers no rows; how many rows it changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(database);
    }

    /// <summary>Every row, read by the function.</summary>
    public List<T> List<T>(Func<Statement, T> row)
    {
        List<T> rows = [];
        try
        {
            while (Step()) rows.Add(row(this));
            return rows;
        }
        finally
        {
            // After a row that cannot be read, too: a statement left halfway cannot be bound again.
            _ = raw.sqlite3_reset(statement);
        }
    }

    /// <summary>The first row, or nothing.</summary>
    public T? First<T>(Func<Statement, T> row)
    {
        if (!Step()) return default;
        try
        {
            return row(this);
        }
        finally
        {
            _ = raw.sqlite3_reset(statement);
        }
    }

    public long Number(int column) => raw.sqlite3_column_int64(statement, column);

    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public void Dispose() => statement.Dispose();

    private void Bind(int index, object? value)
    {
        switch (value)
        {
            case null: Check(raw.sqlite3_bind_null(statement, index)); break;
            case string text: Bind(index, text); break;
            case long number: Bind(index, number); break;
            case int number: Bind(index, number); break;
            default: throw new ArgumentOutOfRangeException(nameof(value), value, "Neither a text nor a number.");
        }
    }

    private void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
            throw new SqliteException($"{raw.sqlite3_errmsg(database).utf8_to_string()} (code {code}).", code);
    }
}
