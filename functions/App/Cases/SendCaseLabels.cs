using System.Globalization;
using System.Text;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Labels;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Cases;

/// <summary>The labels that cases hand out, noted in the commit that closes them until the ledger has them.</summary>
public sealed class CaseLabels(IDocuments documents)
{
    private const string Prefix = "hands-out:";
    private const string IndexPrefix = "hands-out/";
    private const int AtOnce = 500;

    internal static Write Note(Label label, Case from)
        => new Write.Upsert(Prefix + LabelEntry.IdOf(label), LabelReader.ToJson(label), IndexPrefix + (from.Disposition!.CheckedAt ?? from.Disposition.MadeAt).ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture));

    /// <summary>Labels that the ledger has not got yet; the notes of those it has are removed.</summary>
    public async Task<IReadOnlyList<Label>> DueAsync(CancellationToken cancellation)
    {
        DocumentPage page = await documents.QueryIndexAsync(CaseDocument.Container, RangeQuery.Prefix(IndexPrefix, AtOnce), cancellation);
        Label[] labels = [.. page.Documents.Select(Read)];
        IReadOnlyList<Document?> entered = await documents.GetManyAsync(CustomerBook.Container, [.. labels.Select(label => new DocumentKey(label.CustomerId, LabelEntry.IdOf(label)))], cancellation);
        await documents.CommitManyAsync(CaseDocument.Container,
            [.. page.Documents.Where((_, i) => entered[i] is not null).GroupBy(note => note.Key.Partition, StringComparer.Ordinal).Select(own => new PartitionCommit(own.Key, [.. own.Take(StoreLimits.OperationsPerCommit).Select(note => new Write.Delete(note.Key.Id))]))], cancellation);
        return [.. labels.Where((_, i) => entered[i] is null)];
    }

    private static Label Read(Document note) => LabelReader.Read(note.Body.Span, DateTimeOffset.MaxValue.AddDays(-1)).Value
        ?? throw new InvalidDataException($"The label '{note.Key.Id}' that a case of customer '{note.Key.Partition}' hands out cannot be read.");
}

/// <summary>
/// Every ten seconds: sends what closed cases teach to the stream of labels, again and again until the ledger has it. A label too many does no harm.
/// </summary>
public sealed class SendCaseLabels(CaseLabels labels)
{
    [Function(nameof(SendCaseLabels))]
    [EventHubOutput(Topics.Labels, Connection = Topics.Connection)]
    public async Task<string[]> Run([TimerTrigger("*/10 * * * * *")] TimerInfo timer, CancellationToken cancellation)
        => [.. (await labels.DueAsync(cancellation)).Select(label => Encoding.UTF8.GetString(LabelReader.ToJson(label)))];
}
