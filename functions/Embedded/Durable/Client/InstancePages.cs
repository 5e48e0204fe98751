using System.Globalization;
using System.Runtime.CompilerServices;
using FraudFunctions.Embedded.Durable.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Embedded.Durable.Client;

/// <summary>The answer to a query, in the order of creation. A token says how far the reading got.</summary>
internal sealed class InstancePages(DurableStore store, StoredOrchestrations client, OrchestrationQuery query) : AsyncPageable<OrchestrationMetadata>
{
    public override IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        ReadAsync(After(continuationToken ?? query.ContinuationToken), Math.Max(1, pageSizeHint ?? query.PageSize), CancellationToken.None);

    public static long After(string? token) =>
        string.IsNullOrEmpty(token) ? 0
        : long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out long key) ? key
        : throw new ArgumentException($"'{token}' is no continuation token of this query.");

    public static string TokenOf(IReadOnlyList<InstanceRow> page) => page[^1].Key.ToString(CultureInfo.InvariantCulture);

    private async IAsyncEnumerable<Page<OrchestrationMetadata>> ReadAsync(long after, int size, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var filter = new InstanceFilter { CreatedFrom = query.CreatedFrom, CreatedTo = query.CreatedTo, IdPrefix = query.InstanceIdPrefix, Statuses = query.Statuses?.ToArray() };
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<InstanceRow> rows = await Task.Run(() => store.Read(reader => reader.Find(filter, after, size + 1)), cancellation);
            bool more = rows.Count > size;
            if (more) rows = [.. rows.Take(size)];
            yield return new Page<OrchestrationMetadata>([.. rows.Select(row => client.Metadata(row, query.FetchInputsAndOutputs))], more ? TokenOf(rows) : null);
            if (!more) yield break;
            after = rows[^1].Key;
        }
    }
}
