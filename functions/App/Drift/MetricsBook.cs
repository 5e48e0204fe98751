using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Learning.Governance;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Drift;

/// <summary>One event's addition to the metrics: of which model, in which hour, and from which place of its stream.</summary>
internal sealed record Addition(string? Model, DateTimeOffset Hour, long Sequence, Action<TrafficMetrics> Add)
{
    /// <summary>A document to be created along with it, so that the same thing told by another event adds nothing.</summary>
    public string? Once { get; init; }
}

/// <summary>
/// Metrics by model and hour of arrival. Each partition of each stream adds to documents of its own, which carry how far they have come: an event
/// that comes again adds nothing, and nobody waits for anybody.
/// </summary>
public sealed class MetricsBook(IDocuments documents, ModelFindings findings, IOptions<DriftOptions> options, TimeProvider clock)
{
    public const string Container = "metrics";
    private const string HourPrefix = "hour:";
    private const int AdditionsPerCommit = 90;

    private const int YoungDays = 2;
    private const int MostDays = 1_000;
    private static readonly TimeSpan dayKept = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string? Model, DateTimeOffset Day), (DateTimeOffset At, TrafficMetrics Sum)> days = new();
    private readonly ConcurrentDictionary<string, ModelReference?> references = new(StringComparer.Ordinal);

    /// <summary>What the inputs of a model are held against; null when it came without.</summary>
    internal async Task<ModelReference?> ReferenceAsync(string model, CancellationToken cancellation)
    {
        if (references.TryGetValue(model, out ModelReference? known))
            return known;
        return references[model] = await findings.GetReferenceAsync(model, cancellation);
    }

    /// <summary>Adds what the events of one partition of a stream bring, in its order, each once.</summary>
    internal async Task AddAsync(string stream, IEnumerable<Addition> additions, CancellationToken cancellation)
    {
        foreach (IGrouping<(string, string), Addition> own in additions.GroupBy(addition => (addition.Model ?? "none", IdOf(stream, addition.Hour))))
        {
            foreach (Addition[] chunk in own.OrderBy(addition => addition.Sequence).Chunk(AdditionsPerCommit * (own.Any(addition => addition.Once is not null) ? 1 : 100)))
                await AddAsync(own.Key.Item1, own.Key.Item2, chunk, cancellation);
        }
    }

    /// <summary>A model's traffic in the hours from one time until before another.</summary>
    public async Task<TrafficMetrics> SumAsync(string? model, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation)
    {
        TrafficMetrics sum = new();
        DateTimeOffset now = clock.GetUtcNow(), first = Midnight(from.AddDays(1).AddTicks(-1)), past = Midnight(now.AddDays(-YoungDays)), last = Midnight(until) is var end && end < past ? end : past;
        if (first >= last)
            return await ReadAsync(model, from, until, cancellation);
        if (from < first)
            sum.Add(await ReadAsync(model, from, first, cancellation));
        for (DateTimeOffset day = first; day < last; day = day.AddDays(1))
            sum.Add(await DayAsync(model, day, now, cancellation));
        if (last < until)
            sum.Add(await ReadAsync(model, last, until, cancellation));
        return sum;
    }

    /// <summary>A day that is over gets labels only: an hour later they are soon enough.</summary>
    private async Task<TrafficMetrics> DayAsync(string? model, DateTimeOffset day, DateTimeOffset now, CancellationToken cancellation)
    {
        if (days.TryGetValue((model, day), out (DateTimeOffset At, TrafficMetrics Sum) known) && now - known.At < dayKept)
            return known.Sum;
        if (days.Count >= MostDays)
            days.Clear();
        TrafficMetrics sum = await ReadAsync(model, day, day.AddDays(1), cancellation);
        days[(model, day)] = (now, sum);
        return sum;
    }

    private async Task<TrafficMetrics> ReadAsync(string? model, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation)
    {
        TrafficMetrics sum = new();
        RangeQuery query = new(HourPrefix + HourOf(from), HourPrefix + HourOf(until.AddHours(1).AddTicks(-1)), 200);
        await foreach (Document document in documents.ReadPartitionAsync(Container, model ?? "none", query, cancellation))
            sum.Add(Entry.FromJson(document.Body).Metrics);
        return sum;
    }

    /// <summary>How many decisions of a model another was scored beside since the hour of that time.</summary>
    public async Task<long> CountShadowedAsync(string? model, string shadow, DateTimeOffset since, CancellationToken cancellation)
        => (await SumAsync(model, since, clock.GetUtcNow().AddHours(1), cancellation)).Shadowed.GetValueOrDefault(shadow);

    private async Task AddAsync(string model, string id, Addition[] additions, CancellationToken cancellation)
    {
        Document? document = await documents.GetAsync(Container, new(model, id), cancellation);
        Entry entry = document is null ? new Entry(-1, new TrafficMetrics()) : Entry.FromJson(document.Body);
        Addition[] due = [.. additions.Where(addition => addition.Sequence > entry.Fence)];
        if (due.Length == 0)
            return;
        HashSet<string> told = await ToldAsync(model, due, cancellation);
        List<Write> notes = [];
        DateTimeOffset expires = clock.GetUtcNow().AddDays(options.Value.KeptDays);
        foreach (Addition addition in due)
        {
            if (addition.Once is { } once)
            {
                if (!told.Add(once))
                    continue;
                notes.Add(new Write.Create(once, "{}"u8.ToArray(), Expires: expires));
            }
            addition.Add(entry.Metrics);
        }
        byte[] body = (entry with { Fence = due[^1].Sequence }).ToJson();
        Write write = document is null ? new Write.Create(id, body, Expires: expires) : new Write.Replace(id, document.ETag, body, Expires: expires);
        if (!(await documents.CommitAsync(Container, new(model, [write, .. notes]), cancellation)).Committed)
            throw new IOException($"The metrics '{id}' of model '{model}' changed while they were being added to.");
    }

    private async Task<HashSet<string>> ToldAsync(string model, Addition[] due, CancellationToken cancellation)
    {
        DocumentKey[] notes = [.. due.Where(addition => addition.Once is not null).Select(addition => new DocumentKey(model, addition.Once!)).Distinct()];
        return notes.Length == 0 ? new(StringComparer.Ordinal)
            : [.. (await documents.GetManyAsync(Container, notes, cancellation)).OfType<Document>().Select(note => note.Key.Id)];
    }

    private static string IdOf(string stream, DateTimeOffset hour) => $"{HourPrefix}{HourOf(hour)}:{stream}";

    private static DateTimeOffset Midnight(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    private static string HourOf(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyyMMddHH", CultureInfo.InvariantCulture);

    private sealed record Entry(long Fence, TrafficMetrics Metrics)
    {
        public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

        public static Entry FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<Entry>(body.Span, Json.Options)!;
    }
}
