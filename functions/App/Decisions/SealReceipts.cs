using FraudFunctions.App.Stores;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.App.Decisions;

/// <summary>Every night: seals all chains of receipts under one root, linked to the seal of the night before.</summary>
public sealed class SealReceipts(IDocuments documents, IFiles files, TimeProvider clock, ILogger<SealReceipts> log)
{
    private const int PageSize = 1_000;

    [Function(nameof(SealReceipts))]
    public async Task Run([TimerTrigger("0 10 0 * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        List<(string CustomerId, long Number, string? Receipt)> heads = [];
        await foreach (Document document in documents.ReadIndexAsync(CustomerBook.Container, RangeQuery.Prefix(CustomerRecord.IndexPrefix, PageSize), cancellation))
        {
            CustomerRecord record = CustomerRecord.FromJson(document.Body);
            if (record.Decisions > 0)
                heads.Add((document.Key.Partition, record.Decisions, record.Head));
        }
        byte[]? newest = await Seal.NewestAsync(files, cancellation);
        Seal seal = new(clock.GetUtcNow(), heads.ToDictionary(head => head.CustomerId, head => head.Number), Seal.RootOf(heads), newest is null ? null : Seal.HashOf(newest));
        // A seal is written once; a run that comes a second time finds it there.
        if (await files.CreateAsync(seal.Name, seal.ToFile(), cancellation))
            log.LogInformation("Sealed {Decisions} decisions of {Customers} customers as {Root}", heads.Sum(head => head.Number), heads.Count, seal.Root);
    }
}
