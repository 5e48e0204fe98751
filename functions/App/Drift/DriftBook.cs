using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Governance;

namespace FraudFunctions.App.Drift;

/// <summary>How the traffic of the champion looked when it was last looked at.</summary>
public sealed record DriftReport
{
    public required DateTimeOffset At { get; init; }
    public required string? Champion { get; init; }
    public required long Term { get; init; }

    /// <summary>A guard that trips before this takes the promotion back; null when there is nothing to go back to.</summary>
    public required DateTimeOffset? GuardedUntil { get; init; }
    public required DateTimeOffset RecentFrom { get; init; }
    public required long Decisions { get; init; }

    /// <summary>All figures that could be measured: those beyond their limit first.</summary>
    public required IReadOnlyList<DriftFigure> Figures { get; init; }
}

/// <summary>Something that somebody should look at. The same thing is found once a day.</summary>
public sealed record DriftFinding(DateTimeOffset At, string? Champion, DriftFigure Figure, bool RolledBack)
{
    internal string Id => string.Create(CultureInfo.InvariantCulture, $"{At.ToUniversalTime():yyyyMMdd}~{Champion ?? "none"}~{Choices<DriftKind>.NameOf(Figure.Kind)}~{Figure.Subject}");
}

/// <summary>The newest report of drift, and all findings.</summary>
public sealed class DriftBook(IDocuments documents)
{
    public const string FindingPrefix = "findings/";
    private const string FindingPartition = "findings";
    private static readonly DocumentKey newest = new("drift", "newest");

    public Task KeepAsync(DriftReport report, CancellationToken cancellation)
        => documents.CommitAsync(MetricsBook.Container, new(newest.Partition, [new Write.Upsert(newest.Id, JsonSerializer.SerializeToUtf8Bytes(report, Json.Options))]), cancellation);

    public async Task<DriftReport?> NewestAsync(CancellationToken cancellation)
        => await documents.GetAsync(MetricsBook.Container, newest, cancellation) is { } document ? JsonSerializer.Deserialize<DriftReport>(document.Body.Span, Json.Options) : null;

    /// <summary>Keeps a finding; false when it was found today already.</summary>
    public async Task<bool> KeepAsync(DriftFinding finding, CancellationToken cancellation)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(finding, Json.Options);
        string index = FindingPrefix + finding.At.ToUniversalTime().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);
        return (await documents.CommitAsync(MetricsBook.Container, new(FindingPartition, [new Write.Create(finding.Id, body, index)]), cancellation)).Committed;
    }

    internal static DriftFinding Read(Document document) => JsonSerializer.Deserialize<DriftFinding>(document.Body.Span, Json.Options)!;
}
