using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Embedded.Streams;

/// <summary>
/// A batch's metadata under Azure's names, as the JSON texts in which Azure hands it over. Each is made when it is
/// asked for: most functions ask for one or none.
/// </summary>
internal sealed class StreamMetadata(StreamBatch batch, bool batched) : IReadOnlyDictionary<string, object?>
{
    private static readonly Dictionary<string, Func<StreamBatch, object?>> Many = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PartitionContext"] = ContextOf,
        ["PartitionKeyArray"] = batch => Json(batch, one => one.PartitionKey),
        ["OffsetArray"] = batch => Json(batch, Offset),
        ["SequenceNumberArray"] = batch => Json(batch, one => one.Sequence),
        ["EnqueuedTimeUtcArray"] = batch => Json(batch, one => one.EnqueuedTime.UtcDateTime),
        ["PropertiesArray"] = batch => Json(batch, _ => NoProperties),
        ["SystemPropertiesArray"] = batch => Json(batch, SystemProperties),
    };

    private static readonly Dictionary<string, Func<StreamBatch, object?>> Single = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PartitionContext"] = ContextOf,
        ["PartitionKey"] = batch => batch.Events[0].PartitionKey,
        ["Offset"] = batch => Offset(batch.Events[0]),
        ["SequenceNumber"] = batch => batch.Events[0].Sequence.ToString(CultureInfo.InvariantCulture),
        ["EnqueuedTimeUtc"] = batch => batch.Events[0].EnqueuedTime.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["Properties"] = _ => "{}",
        ["SystemProperties"] = batch => JsonSerializer.Serialize(SystemProperties(batch.Events[0])),
    };

    private static readonly Dictionary<string, object> NoProperties = [];

    private readonly Dictionary<string, Func<StreamBatch, object?>> known = batched ? Many : Single;
    private readonly Dictionary<string, object?> made = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Keys => known.Keys;
    public IEnumerable<object?> Values => known.Keys.Select(key => this[key]);
    public int Count => known.Count;

    public object? this[string key] => TryGetValue(key, out object? value) ? value : throw new KeyNotFoundException($"There is no '{key}' in the metadata of a stream trigger.");

    public bool ContainsKey(string key) => known.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        if (made.TryGetValue(key, out value)) return true;
        if (!known.TryGetValue(key, out Func<StreamBatch, object?>? make)) return false;
        made[key] = value = make(batch);
        return true;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => known.Keys.Select(key => KeyValuePair.Create(key, this[key])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Json<T>(StreamBatch batch, Func<LoggedEvent, T> pick) => JsonSerializer.Serialize(batch.Events.Select(pick));

    private static string Offset(LoggedEvent logged) => logged.Position.ToString(CultureInfo.InvariantCulture);

    private static object ContextOf(StreamBatch batch) => JsonSerializer.Serialize(new
    {
        FullyQualifiedNamespace = "embedded",
        EventHubName = batch.Hub,
        ConsumerGroup = batch.Group,
        PartitionId = batch.Partition.ToString(CultureInfo.InvariantCulture),
    });

    private static Dictionary<string, object?> SystemProperties(LoggedEvent logged) => new()
    {
        ["x-opt-sequence-number"] = logged.Sequence,
        ["x-opt-offset"] = Offset(logged),
        ["x-opt-enqueued-time"] = logged.EnqueuedTime,
        ["x-opt-partition-key"] = logged.PartitionKey,
        ["SequenceNumber"] = logged.Sequence,
        ["Offset"] = Offset(logged),
        ["PartitionKey"] = logged.PartitionKey,
        ["EnqueuedTimeUtc"] = logged.EnqueuedTime.UtcDateTime,
    };
}
