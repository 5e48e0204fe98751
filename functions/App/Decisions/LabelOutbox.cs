using System.Globalization;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Labels;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// The labels that a slice hands out: noted in the commit that gives rise to them, in a container of that slice, and due until the ledger has them.
/// </summary>
public abstract class LabelOutbox(IDocuments documents, string container)
{
    private const string Prefix = "hands-out:";
    private const string IndexPrefix = "hands-out/";
    private const int AtOnce = 500;

    /// <summary>The note, to be written into the partition of the label's customer.</summary>
    internal static Write Note(Label label)
        => new Write.Upsert(Prefix + LabelEntry.IdOf(label), LabelReader.ToJson(label), IndexPrefix + label.KnownTime.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture));

    /// <summary>Labels that the ledger has not got yet; the notes of those it has are removed.</summary>
    public async Task<IReadOnlyList<Label>> DueAsync(CancellationToken cancellation)
    {
        DocumentPage page = await documents.QueryIndexAsync(container, RangeQuery.Prefix(IndexPrefix, AtOnce), cancellation);
        Label[] labels = [.. page.Documents.Select(Read)];
        IReadOnlyList<Document?> entered = await documents.GetManyAsync(CustomerBook.Container, [.. labels.Select(label => new DocumentKey(label.CustomerId, LabelEntry.IdOf(label)))], cancellation);
        await documents.CommitManyAsync(container,
            [.. page.Documents.Where((_, i) => entered[i] is not null).GroupBy(note => note.Key.Partition, StringComparer.Ordinal).Select(own => new PartitionCommit(own.Key, [.. own.Take(StoreLimits.OperationsPerCommit).Select(note => new Write.Delete(note.Key.Id))]))], cancellation);
        return [.. labels.Where((_, i) => entered[i] is null)];
    }

    private Label Read(Document note) => LabelReader.Read(note.Body.Span, DateTimeOffset.MaxValue.AddDays(-1)).Value
        ?? throw new InvalidDataException($"The label '{note.Key.Id}' of customer '{note.Key.Partition}' in '{container}' cannot be read.");
}
