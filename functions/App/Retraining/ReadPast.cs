using System.Collections.Concurrent;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Training;

namespace FraudFunctions.App.Retraining;

/// <summary>Reads back what was decided and what labels said of it, customer by customer.</summary>
public sealed class ReadPast(IDocuments documents, CustomerBook customers)
{
    private const int Page = 500;

    // Beside live traffic: as many readers as leave a core to it.
    private const int AtOnce = 2;

    /// <summary>The decisions that this release's features were computed for and the filter keeps, each with its words.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(Func<Decision, IReadOnlyList<Word>, T?> keep, CancellationToken cancellation) where T : class
    {
        ConcurrentBag<T> kept = [];
        await Parallel.ForEachAsync(customers.IdsAsync(cancellation), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (customer, stop) =>
        {
            Dictionary<string, List<Word>> words = new(StringComparer.Ordinal);
            await foreach (Document document in documents.ReadPartitionAsync(CustomerBook.Container, customer, RangeQuery.Prefix(LabelEntry.Prefix, Page), stop))
            {
                Label label = LabelEntry.Read(document).Label;
                if (!words.TryGetValue(label.TransactionId, out List<Word>? own))
                    words[label.TransactionId] = own = [];
                own.Add(label.Word);
            }
            await foreach (Document document in documents.ReadPartitionAsync(CustomerBook.Container, customer, RangeQuery.Prefix(DecisionDocument.Prefix, Page), stop))
            {
                Decision decision = DecisionReader.Read(document.Body);
                if (BasisArchive.Speaks(decision.Versions) && keep(decision, words.GetValueOrDefault(decision.Transaction.Id, [])) is { } one)
                    kept.Add(one);
            }
        });
        return [.. kept];
    }

    internal static SnapshotRow RowOf(Decision decision, IReadOnlyList<Word> words) => new()
    {
        CustomerId = decision.Transaction.CustomerId,
        TransactionId = decision.Transaction.Id,
        Time = decision.Transaction.Time,
        AmountMinor = ActiveBasis.Schema.Options.Rates.ToBaseMinor(decision.Transaction.AmountMinor, decision.Transaction.Currency),
        Channel = Choices<Channel>.NameOf(decision.Transaction.Channel),
        Merchant = decision.Transaction.Merchant?.Id,
        Withheld = decision.Assessment.Outcome >= Outcome.Hold,
        Probability = decision.Assessment.Probability,
        Features = decision.Features,
        Words = words,
    };
}
