using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Platform;

/// <summary>What the bank is asked to do.</summary>
public enum InstructionKind { Release, Block, Notify }

/// <summary>
/// One thing that the bank is asked to do, sent at least once; <see cref="Id"/> is the key to know a repetition by. It is derived from what is asked,
/// so that asking twice is asking once.
/// </summary>
public sealed record Instruction
{
    public required string Id { get; init; }
    public required InstructionKind Kind { get; init; }
    public required string CustomerId { get; init; }

    /// <summary>The decision that it is about; null when it is about the customer.</summary>
    public string? DecisionId { get; init; }
    public required string Reason { get; init; }

    /// <summary>Who answers for it: the checker, where two pairs of eyes were asked for.</summary>
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }

    public static string IdOf(InstructionKind kind, string subject) => $"{Choices<InstructionKind>.NameOf(kind)}~{subject}";

    public string ToJson() => JsonSerializer.Serialize(this, Json.Options);

    public static Instruction FromJson(string json) => JsonSerializer.Deserialize<Instruction>(json, Json.Options) ?? throw new JsonException("An instruction is not null.");
}

/// <summary>
/// The outbox of instructions. Each is kept for good; while it waits to be seen on its stream its index says when to send it, and how often it was sent.
/// </summary>
public sealed class Instructions(IDocuments documents)
{
    public const string Container = "instructions";
    private const string IndexPrefix = "outbox/";
    private const int AtOnce = 500;

    // As long as an event is on its way when nothing is wrong; ten times longer with every repetition, for when the stream lags.
    private static readonly TimeSpan firstPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan lastPatience = TimeSpan.FromDays(1);

    /// <summary>Keeps an instruction until it is out; one that is there already, sent or not, stays as it is.</summary>
    public async Task PutAsync(Instruction instruction, CancellationToken cancellation)
    {
        Entry entry = new(instruction, 0, instruction.At);
        await documents.CommitAsync(Container, new(instruction.CustomerId, [new Write.Create(instruction.Id, entry.ToJson(), entry.Index)]), cancellation);
    }

    /// <summary>Those that are due, put off until they would be due again: dying before they are out costs the patience once more.</summary>
    internal async Task<IReadOnlyList<Instruction>> TakeDueAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        DocumentPage due = await documents.QueryIndexAsync(Container, new RangeQuery(IndexPrefix, IndexOf(now.AddMilliseconds(1)), AtOnce), cancellation);
        Entry[] entries = [.. due.Documents.Select(document => Entry.FromJson(document.Body).SentAt(now))];
        IReadOnlyList<CommitResult> results = await documents.CommitManyAsync(Container,
            [.. due.Documents.Zip(entries, (document, entry) => new PartitionCommit(document.Key.Partition, [new Write.Replace(document.Key.Id, document.ETag, entry.ToJson(), entry.Index)]))], cancellation);
        return [.. entries.Where((_, i) => results[i].Committed).Select(entry => entry.Instruction)];
    }

    /// <summary>Takes the mark off those that were seen on their stream.</summary>
    internal async Task SettleAsync(IReadOnlyList<Instruction> seen, CancellationToken cancellation)
    {
        IReadOnlyList<Document?> found = await documents.GetManyAsync(Container, [.. seen.Select(one => new DocumentKey(one.CustomerId, one.Id))], cancellation);
        PartitionCommit[] commits =
        [
            .. found.OfType<Document>().Where(document => document.Index is not null).DistinctBy(document => document.Key)
                .Select(document => new PartitionCommit(document.Key.Partition, [new Write.Replace(document.Key.Id, document.ETag, document.Body)])),
        ];
        IReadOnlyList<CommitResult> results = await documents.CommitManyAsync(Container, commits, cancellation);
        if (results.Any(result => result.Failure == CommitFailure.Changed))
            // Sent again just now: the next attempt finds the newer one.
            throw new IOException("An instruction changed while its mark was being taken off.");
    }

    private static string IndexOf(DateTimeOffset due) => IndexPrefix + due.ToUniversalTime().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);

    private sealed record Entry(Instruction Instruction, int TimesSent, DateTimeOffset Due)
    {
        [JsonIgnore]
        public string Index => IndexOf(Due);

        public Entry SentAt(DateTimeOffset now)
        {
            TimeSpan patience = firstPatience * Math.Pow(10, Math.Min(TimesSent, 4));
            return this with { TimesSent = TimesSent + 1, Due = now + (patience < lastPatience ? patience : lastPatience) };
        }

        public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

        public static Entry FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<Entry>(body.Span, Json.Options)!;
    }
}
