using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Embedded.Streams;

/// <summary>What came of a replay.</summary>
public enum ReplayOutcome { Replayed, AlreadyReplayed, NotFound }

/// <summary>The batches that functions could not handle: one JSON file each, below the data folder.</summary>
public sealed class DeadLetters
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly EventLog log;
    private readonly TimeProvider clock;
    private readonly string folder;
    private readonly ConcurrentDictionary<string, DeadLetter> known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim replaying = new(1);

    public DeadLetters(EventLog log, TimeProvider clock)
    {
        this.log = log;
        this.clock = clock;
        folder = Path.Combine(log.Folder, "dead-letters");
        DurableFiles.CreateFolder(folder);
        foreach (string path in Directory.GetFiles(folder, "*.json"))
        {
            DeadLetter letter = JsonFile.Read<DeadLetter>(path, Json);
            known[letter.Id] = letter with { Events = [] };
        }
    }

    /// <summary>All dead letters without their events, newest first.</summary>
    public IReadOnlyList<DeadLetter> List() => [.. known.Values.OrderByDescending(letter => letter.Time).ThenBy(letter => letter.Id, StringComparer.Ordinal)];

    /// <summary>One dead letter with its events.</summary>
    public async Task<DeadLetter?> FindAsync(string id, CancellationToken cancellation = default) => known.ContainsKey(id)
        ? await Task.Run(() => JsonFile.Read<DeadLetter>(PathOf(id), Json), cancellation)
        : null;

    /// <summary>
    /// Appends the events to their hub again, with their keys, then marks the letter. Every consumer group of the hub
    /// sees them again; and twice, if the process dies between the two steps.
    /// </summary>
    public async Task<ReplayOutcome> ReplayAsync(string id, CancellationToken cancellation = default)
    {
        await replaying.WaitAsync(cancellation);
        try
        {
            if (await FindAsync(id, cancellation) is not { } letter) return ReplayOutcome.NotFound;
            if (letter.ReplayedTime is not null) return ReplayOutcome.AlreadyReplayed;
            await log.AppendAsync(letter.Hub, [.. letter.Events.Select(one => new NewEvent(one.Body, one.PartitionKey))], cancellation);
            await WriteAsync(letter with { ReplayedTime = clock.GetUtcNow() });
            return ReplayOutcome.Replayed;
        }
        finally
        {
            replaying.Release();
        }
    }

    /// <summary>Keeps a batch that its function gave up on. It is on disk when this completes.</summary>
    internal async Task<DeadLetter> KeepAsync(FunctionEntry function, StreamBatch batch, Exception error)
    {
        DeadLetter letter = DeadLetter.From(function, batch, error, clock.GetUtcNow());
        await WriteAsync(letter);
        return letter;
    }

    private async Task WriteAsync(DeadLetter letter)
    {
        await Task.Run(() => DurableFiles.Replace(PathOf(letter.Id), JsonSerializer.SerializeToUtf8Bytes(letter, Json)));
        known[letter.Id] = letter with { Events = [] };
    }

    private string PathOf(string id) => Path.Combine(folder, id + ".json");
}
