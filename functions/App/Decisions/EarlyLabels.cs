using System.Globalization;
using System.Text;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Labels;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Labels that came before their transaction was decided. Streams do not keep each other's order; such a label waits among its customer's documents
/// and is sent again once the decision is there.
/// </summary>
public sealed class EarlyLabels(IDocuments documents, CustomerBook customers, TimeProvider clock)
{
    public const string Prefix = "early:";
    public const string IndexPrefix = "early/";
    private const int Attempts = 20;

    public static string IdOf(Label label) => Prefix + LabelEntry.IdOf(label);

    internal static Write Entry(Label label, DateTimeOffset now)
        => new Write.Create(IdOf(label), LabelReader.ToJson(label), IndexPrefix + Stamp(now));

    internal static string Stamp(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <summary>The waiting labels whose decision is there now, as events for the stream of labels.</summary>
    public Task<string[]> DueAsync(IEnumerable<Answer> answers, CancellationToken cancellation)
        => DueAsync(answers.Where(answer => answer.LabelsWait).Select(answer => DecisionDocument.KeyOf(answer.Decision!.Transaction.CustomerId, answer.Decision.Transaction.Id)), cancellation);

    /// <summary>The same of decisions by their document; that they are there is taken for granted.</summary>
    internal async Task<string[]> DueAsync(IEnumerable<DocumentKey> decisions, CancellationToken cancellation)
    {
        List<string> due = [];
        foreach (DocumentKey decision in decisions.Distinct())
        {
            string transaction = decision.Id[DecisionDocument.Prefix.Length..];
            await foreach (Document waiting in documents.ReadPartitionAsync(CustomerBook.Container, decision.Partition, RangeQuery.Prefix(Prefix + LabelEntry.PrefixOf(transaction)), cancellation))
            {
                if (Read(waiting) is var label && label.TransactionId == transaction)
                    due.Add(Encoding.UTF8.GetString(LabelReader.ToJson(label)));
            }
        }
        return [.. due];
    }

    /// <summary>Puts a label down as one that waits, unless it does already: it is not lost from now on, whatever becomes of the event that carries it.</summary>
    public async Task PutDownAsync(Label label, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (await documents.GetAsync(CustomerBook.Container, new DocumentKey(label.CustomerId, IdOf(label)), cancellation) is not null)
                return;
            Cached<CustomerRecord> held = (await customers.LoadAsync([label.CustomerId], cancellation))[label.CustomerId];
            CustomerRecord waiting = held.Record with { EarlyLabels = held.Record.EarlyLabels + 1 };
            if ((await customers.CommitAsync([new CustomerChange(label.CustomerId, waiting, held.ETag, [Entry(label, clock.GetUtcNow())])], cancellation))[0])
                return;
        }
        throw new IOException($"The record of customer '{label.CustomerId}' changed in each of {Attempts} attempts to write a label to it.");
    }

    internal static Label Read(Document document) => LabelReader.Read(document.Body.Span, DateTimeOffset.MaxValue.AddDays(-1)).Value
        ?? throw new InvalidDataException($"The waiting label '{document.Key.Id}' of customer '{document.Key.Partition}' cannot be read.");
}
