using FraudFunctions.App.Stores;

namespace FraudFunctions.App.Platform;

/// <summary>
/// Reads an index in its order and keeps what passes a filter. One call looks at so many documents and no more: a page may be short, or empty, and
/// still have a next one.
/// </summary>
internal static class FilteredList
{
    private const int MostLookedAt = 2_000;

    public static async Task<PageOf<T>> ReadAsync<T>(IDocuments documents, string container, RangeQuery query, Func<Document, T?> read, CancellationToken cancellation)
        where T : class
    {
        List<T> kept = [];
        string? after = query.After;
        for (int looked = 0; looked < MostLookedAt;)
        {
            DocumentPage page = await documents.QueryIndexAsync(container, query with { Limit = query.Limit - kept.Count, After = after }, cancellation);
            kept.AddRange(page.Documents.Select(read).OfType<T>());
            looked += page.Documents.Count;
            after = page.Next;
            if (after is null || kept.Count == query.Limit)
                break;
        }
        return new PageOf<T>(kept, after is not null, Cursor.Encode(after));
    }
}
