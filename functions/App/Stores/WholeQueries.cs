using System.Runtime.CompilerServices;

namespace FraudFunctions.App.Stores;

/// <summary>Queries to their end: one page after another as the documents are asked for, each as large as the query's limit.</summary>
public static class WholeQueries
{
    public static IAsyncEnumerable<Document> ReadPartitionAsync(this IDocuments documents, string container, string partition, RangeQuery query, CancellationToken cancellation = default)
        => ReadAsync((page, stop) => documents.QueryPartitionAsync(container, partition, page, stop), query, cancellation);

    public static IAsyncEnumerable<Document> ReadIndexAsync(this IDocuments documents, string container, RangeQuery query, CancellationToken cancellation = default)
        => ReadAsync((page, stop) => documents.QueryIndexAsync(container, page, stop), query, cancellation);

    private static async IAsyncEnumerable<Document> ReadAsync(Func<RangeQuery, CancellationToken, Task<DocumentPage>> ask, RangeQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? after = query.After;
        do
        {
            DocumentPage page = await ask(query with { After = after }, cancellation);
            foreach (Document document in page.Documents)
                yield return document;
            after = page.Next;
        }
        while (after is not null);
    }
}
