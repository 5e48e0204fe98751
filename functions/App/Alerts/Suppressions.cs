using System.Globalization;
using FraudFunctions.App.Stores;

namespace FraudFunctions.App.Alerts;

/// <summary>
/// The approved suppressions, by the day on which they end. Those that have not ended are looked up every few seconds and kept in between: a new one
/// acts that much later. An end is to the second, because every use looks at the clock.
/// </summary>
public sealed class Suppressions(IDocuments documents, TimeProvider clock)
{
    public const string Container = "policies";
    public const string IndexPrefix = "suppressions/";
    private const string Partition = "suppressions";
    private const int PageSize = 500;
    private static readonly TimeSpan refresh = TimeSpan.FromSeconds(5);

    private volatile Loaded? current;

    public static string IndexOf(DateTimeOffset until) => IndexPrefix + until.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <summary>Those that have not ended, at most a few seconds old.</summary>
    public async ValueTask<IReadOnlyList<Suppression>> GetAsync(CancellationToken cancellation)
    {
        if (current is { } known && clock.GetElapsedTime(known.At) < refresh)
            return known.All;
        long at = clock.GetTimestamp();
        List<Suppression> all = await documents.ReadIndexAsync(Container, new(IndexOf(clock.GetUtcNow()), IndexPrefix + '\uffff', PageSize), cancellation)
            .Select(document => Suppression.FromJson(document.Body)).ToListAsync(cancellation);
        current = new Loaded(all, at);
        return all;
    }

    /// <summary>Keeps a suppression; one that is there already stays as it is.</summary>
    public async Task PutAsync(Suppression suppression, CancellationToken cancellation)
    {
        await documents.CommitAsync(Container, new(Partition, [new Write.Create(suppression.Id, suppression.ToJson(), IndexOf(suppression.Until))]), cancellation);
        current = null;
    }

    private sealed record Loaded(IReadOnlyList<Suppression> All, long At);
}
