using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Embedded.Durable.Store;

/// <summary>One reading connection. Not thread-safe: the store lends it to one caller at a time.</summary>
internal sealed class StoreReader : IDisposable
{
    private const string Columns = "key, id, name, status, execution, created, updated, start_at, custom, parent, tags, failure, output, input";

    private readonly SqliteConnection connection;
    private readonly Statement begin, end, instance, children, history, ready, activities, due, next, inbox;

    public StoreReader(SqliteConnection connection)
    {
        this.connection = connection;
        begin = new(connection, "BEGIN");
        end = new(connection, "COMMIT");
        instance = new(connection, $"SELECT {Columns} FROM instances WHERE id = ?1");
        children = new(connection, "SELECT id FROM instances WHERE parent_id = ?1");
        history = new(connection, "SELECT happened FROM history WHERE key = ?1 ORDER BY turn");
        ready = new(connection, "SELECT key, id, execution FROM instances WHERE ready = 1 AND key > ?1 ORDER BY key LIMIT ?2");
        activities = new(connection, "SELECT key, execution, instance, step, name, input FROM activities WHERE (key, step) > (?1, ?2) ORDER BY key, step LIMIT ?3");
        due = new(connection, "SELECT due, key, execution, instance, step FROM timers WHERE (due, key, step) > (?1, ?2, ?3) AND due <= ?4 ORDER BY due, key, step LIMIT ?5");
        next = new(connection, "SELECT min(due) FROM timers WHERE due > ?1");
        inbox = new(connection, "SELECT number, instance, key, execution, happening FROM inbox WHERE number > ?1 ORDER BY number LIMIT ?2");
    }

    public InstanceRow? Instance(string id) => instance.Bind(1, id).First(Row);

    /// <summary>An instance with its turns, both as of one moment.</summary>
    public (InstanceRow? Row, IReadOnlyList<Turn> Turns) InstanceWithHistory(string id)
    {
        begin.Run();
        try
        {
            InstanceRow? row = Instance(id);
            return (row, row is null ? [] : history.Bind(1, row.Key).List(turn => JsonSerializer.Deserialize(turn.Utf8(0), StoredJson.Default.Turn)!));
        }
        finally
        {
            end.Run();
        }
    }

    public IReadOnlyList<string> Children(string id) => children.Bind(1, id).List(row => row.Text(0));

    public IReadOnlyList<(long Key, string Id, int Execution)> Ready(long after, int limit) =>
        ready.Bind(1, after).Bind(2, limit).List(row => (row.Number(0), row.Text(1), (int)row.Number(2)));

    public IReadOnlyList<ActivityRow> Activities(long afterKey, int afterStep, int limit) => activities.Bind(1, afterKey).Bind(2, afterStep).Bind(3, limit)
        .List(row => new ActivityRow(row.Number(0), (int)row.Number(1), row.Text(2), (int)row.Number(3), row.Text(4), row.TextOrNull(5)));

    /// <summary>What falls due after the row given and until then, in order.</summary>
    public IReadOnlyList<TimerRow> Due(TimerRow after, DateTime until, int limit) => due
        .Bind(1, after.Due.Ticks).Bind(2, after.Key).Bind(3, after.Step).Bind(4, until.Ticks).Bind(5, limit)
        .List(row => new TimerRow(new DateTime(row.Number(0), DateTimeKind.Utc), row.Number(1), (int)row.Number(2), row.Text(3), (int)row.Number(4)));

    public DateTime? NextDue(DateTime after) => next.Bind(1, after.Ticks).First(row => row.NumberOrNull(0)) is { } ticks ? new DateTime(ticks, DateTimeKind.Utc) : null;

    public IReadOnlyList<Message> Inbox(long after, int limit) => inbox.Bind(1, after).Bind(2, limit).List(row =>
        new Message(row.Text(1), JsonSerializer.Deserialize(row.Utf8(4), StoredJson.Default.Happening)!)
        {
            Inbox = row.Number(0),
            Key = row.Number(2),
            Execution = (int)row.Number(3),
        });

    /// <summary>Instances in the order of their creation.</summary>
    public IReadOnlyList<InstanceRow> Find(InstanceFilter filter, long after, int limit)
    {
        List<string> conditions = ["key > ?1"];
        List<object?> values = [after, (long)limit];
        void Where(string condition, object value)
        {
            values.Add(value);
            conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, "?" + values.Count));
        }

        if (filter.CreatedFrom is { } from) Where("created >= {0}", from.UtcTicks);
        if (filter.CreatedTo is { } to) Where("created <= {0}", to.UtcTicks);
        if (filter.UpdatedFrom is { } updatedFrom) Where("updated >= {0}", updatedFrom.UtcTicks);
        if (filter.UpdatedTo is { } updatedTo) Where("updated <= {0}", updatedTo.UtcTicks);
        if (filter.IdPrefix is { Length: > 0 } prefix) Where("substr(id, 1, length({0})) = {0}", prefix);
        if (filter.Statuses is { } statuses) conditions.Add($"status IN ({string.Join(',', statuses.Select(status => (int)status))})");
        using var find = new Statement(connection, $"SELECT {Columns} FROM instances WHERE {string.Join(" AND ", conditions)} ORDER BY key LIMIT ?2");
        return find.Bind([.. values]).List(Row);
    }

    public void Dispose()
    {
        foreach (Statement statement in (Statement[])[begin, end, instance, children, history, ready, activities, due, next, inbox]) statement.Dispose();
        connection.Dispose();
    }

    private static InstanceRow Row(Statement row) => new()
    {
        Key = row.Number(0),
        Id = row.Text(1),
        Name = row.Text(2),
        Status = (OrchestrationRuntimeStatus)row.Number(3),
        Execution = (int)row.Number(4),
        Created = new DateTimeOffset(row.Number(5), TimeSpan.Zero),
        Updated = new DateTimeOffset(row.Number(6), TimeSpan.Zero),
        StartAt = row.NumberOrNull(7) is { } start ? new DateTimeOffset(start, TimeSpan.Zero) : null,
        CustomStatus = row.TextOrNull(8),
        Parent = row.IsNull(9) ? null : JsonSerializer.Deserialize(row.Utf8(9), StoredJson.Default.ParentStep),
        Tags = row.IsNull(10) ? null : JsonSerializer.Deserialize(row.Utf8(10), StoredJson.Default.DictionaryStringString),
        Failure = row.IsNull(11) ? null : JsonSerializer.Deserialize(row.Utf8(11), StoredJson.Default.TaskFailureDetails),
        Output = row.TextOrNull(12),
        Input = row.TextOrNull(13),
    };
}

/// <summary>Which instances to find; without a condition, all.</summary>
internal sealed record InstanceFilter
{
    public DateTimeOffset? CreatedFrom { get; init; }
    public DateTimeOffset? CreatedTo { get; init; }
    public DateTimeOffset? UpdatedFrom { get; init; }
    public DateTimeOffset? UpdatedTo { get; init; }
    public string? IdPrefix { get; init; }
    public IReadOnlyList<OrchestrationRuntimeStatus>? Statuses { get; init; }
}
