using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Transactions;

/// <summary>Whether somebody still has to do something about it.</summary>
public enum QuarantineState { Open, Replayed }

/// <summary>An event that could not be used, with the member that is wrong and the event as it came.</summary>
public sealed record QuarantinedEvent
{
    public required string Id { get; init; }

    /// <summary>The stream it came on and would go back to.</summary>
    public required string Stream { get; init; }
    public required DateTimeOffset ArrivedAt { get; init; }
    public required string Code { get; init; }
    public required string Field { get; init; }
    public required string Message { get; init; }

    /// <summary>The event, or its beginning when it is long; the whole is then in <see cref="RawFile"/>.</summary>
    public required string Raw { get; init; }
    public string? RawFile { get; init; }
    public QuarantineState State { get; init; }

    /// <summary>SHA-256 of the event as it was mended: whoever began to replay it with one content cannot be overtaken with another.</summary>
    public string? Claim { get; init; }
}

/// <summary>Keeps what could not be used until it has been mended and sent again.</summary>
public sealed class Quarantine(IDocuments documents, IFiles files)
{
    public const string Container = "quarantine";

    // A document of Cosmos DB ends at 2 MB, escapes included; long events are mostly rubbish, but whose is not ours to say.
    private const int LongestInDocument = 50_000;

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>The id of what came from there: the same event, delivered again, is the same entry.</summary>
    public static string IdOf(EventSource source) => string.Create(CultureInfo.InvariantCulture, $"{source.Stream.Replace('/', '-')}-{source.Sequence:D12}");

    /// <summary>Where the entry of what came from there lies.</summary>
    public static DocumentKey KeyOf(EventSource source) => new(PartitionOf(IdOf(source)), IdOf(source));

    public async Task KeepAsync(IReadOnlyList<(EventSource Source, DateTimeOffset ArrivedAt, FieldProblem Problem, string Raw)> refused, CancellationToken cancellation)
    {
        foreach ((EventSource source, DateTimeOffset arrivedAt, FieldProblem problem, string raw) in refused)
            await KeepAsync(IdOf(source), source.Stream.Split('/')[0], arrivedAt, problem, raw, cancellation);
    }

    public async Task KeepAsync(string id, string stream, DateTimeOffset arrivedAt, FieldProblem problem, string raw, CancellationToken cancellation)
    {
        string? file = raw.Length > LongestInDocument ? $"quarantine/{id}.txt" : null;
        if (file is not null)
            await files.PutAsync(file, System.Text.Encoding.UTF8.GetBytes(raw), cancellation);
        QuarantinedEvent entry = new()
        {
            Id = id,
            Stream = stream,
            ArrivedAt = arrivedAt,
            Code = problem.Code,
            Field = problem.Field,
            Message = problem.Message,
            Raw = file is null ? raw : raw[..200],
            RawFile = file,
        };
        // Create, not overwrite: a redelivery must not reopen what has been replayed meanwhile.
        await documents.CommitAsync(Container, new(PartitionOf(id), [new Write.Create(id, Serialize(entry), IndexOf(entry))]), cancellation);
    }

    public async Task<(QuarantinedEvent Entry, string ETag)?> GetAsync(string id, CancellationToken cancellation)
    {
        Document? document = await documents.GetAsync(Container, new(PartitionOf(id), id), cancellation);
        return document is null ? null : (Deserialize(document), document.ETag);
    }

    /// <summary>The event as it came, whole.</summary>
    public async Task<string> RawAsync(QuarantinedEvent entry, CancellationToken cancellation)
    {
        if (entry.RawFile is null)
            return entry.Raw;
        byte[] content = await files.GetAsync(entry.RawFile, cancellation) ?? throw new InvalidDataException($"File '{entry.RawFile}' of a quarantined event is missing.");
        return System.Text.Encoding.UTF8.GetString(content);
    }

    /// <summary>Entries of one state, oldest first.</summary>
    public async Task<(IReadOnlyList<QuarantinedEvent> Entries, string? Next)> ListAsync(QuarantineState state, string? after, int limit, CancellationToken cancellation)
    {
        DocumentPage page = await documents.QueryIndexAsync(Container, RangeQuery.Prefix(StatePrefix(state), limit, after: after), cancellation);
        return ([.. page.Documents.Select(Deserialize)], page.Next);
    }

    /// <summary>
    /// Claims an entry for an event as it was mended. Null when it is claimed for another; the entry stays open until it is marked.
    /// </summary>
    public async Task<(QuarantinedEvent Entry, string ETag)?> ClaimAsync(QuarantinedEvent entry, string etag, string claim, CancellationToken cancellation)
    {
        if (entry.Claim is not null)
            return entry.Claim == claim ? (entry, etag) : null;
        QuarantinedEvent claimed = entry with { Claim = claim };
        CommitResult result = await documents.CommitAsync(Container, new(PartitionOf(entry.Id), [new Write.Replace(entry.Id, etag, Serialize(claimed), IndexOf(claimed))]), cancellation);
        return result.Committed ? (claimed, result.ETags[0]) : null;
    }

    /// <summary>Gives a claim back: what it was for could not be used either.</summary>
    public async Task ReleaseAsync(QuarantinedEvent entry, string etag, CancellationToken cancellation)
    {
        QuarantinedEvent free = entry with { Claim = null };
        await documents.CommitAsync(Container, new(PartitionOf(entry.Id), [new Write.Replace(entry.Id, etag, Serialize(free), IndexOf(free))]), cancellation);
    }

    /// <summary>Marks an entry as sent again; false when somebody did so before.</summary>
    public async Task<bool> MarkReplayedAsync(QuarantinedEvent entry, string etag, CancellationToken cancellation)
    {
        QuarantinedEvent replayed = entry with { State = QuarantineState.Replayed };
        CommitResult result = await documents.CommitAsync(Container, new(PartitionOf(entry.Id), [new Write.Replace(entry.Id, etag, Serialize(replayed), IndexOf(replayed))]), cancellation);
        return result.Committed;
    }

    private static string PartitionOf(string id) => id;

    private static string IndexOf(QuarantinedEvent entry)
        => StatePrefix(entry.State) + entry.ArrivedAt.ToUniversalTime().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);

    private static string StatePrefix(QuarantineState state) => state == QuarantineState.Open ? "open/" : "replayed/";

    private static byte[] Serialize(QuarantinedEvent entry) => JsonSerializer.SerializeToUtf8Bytes(entry, json);

    public static QuarantinedEvent Deserialize(Document document) => JsonSerializer.Deserialize<QuarantinedEvent>(document.Body.Span, json)!;
}
