using System.Globalization;
using System.Text;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.App.Transactions;
using FraudFunctions.Engine;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Every hour: labels that have waited a day for their transaction go into quarantine, where somebody sees them. One whose transaction has been
/// decided meanwhile is sent again.
/// </summary>
public sealed class QuarantineStrayLabels(IDocuments documents, CustomerBook customers, Quarantine quarantine, TimeProvider clock)
{
    // Streams lag by minutes; what is a day behind is a wrong id.
    private static readonly TimeSpan patience = TimeSpan.FromDays(1);

    [Function(nameof(QuarantineStrayLabels))]
    [EventHubOutput(Topics.Labels, Connection = Topics.Connection)]
    public async Task<string[]> Run([TimerTrigger("0 40 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        string newest = EarlyLabels.IndexPrefix + EarlyLabels.Stamp(clock.GetUtcNow() - patience);
        List<string> due = [];
        await foreach (Document note in documents.ReadIndexAsync(CustomerBook.Container, new RangeQuery(EarlyLabels.IndexPrefix, newest), cancellation))
        {
            Label label = EarlyLabels.Read(note);
            if (await documents.GetAsync(CustomerBook.Container, DecisionDocument.KeyOf(label.CustomerId, label.TransactionId), cancellation) is not null)
                due.Add(Encoding.UTF8.GetString(LabelReader.ToJson(label)));
            else
                await QuarantineAsync(note, label, cancellation);
        }
        return [.. due];
    }

    private async Task QuarantineAsync(Document note, Label label, CancellationToken cancellation)
    {
        FieldProblem problem = new("unknown-transaction", "transactionId", $"No transaction '{label.TransactionId}' of customer '{label.CustomerId}' was decided within a day of this label.");
        // The same note makes the same entry; a label that strays again after a replay makes another.
        string id = string.Create(CultureInfo.InvariantCulture, $"labels-stray-{StableHash.Of(label.CustomerId + note.Key.Id):x16}-{note.Index![EarlyLabels.IndexPrefix.Length..]}");
        await quarantine.KeepAsync(id, Topics.Labels, clock.GetUtcNow(), problem, Encoding.UTF8.GetString(note.Body.Span), cancellation);
        // Kept first, removed second. When the customer's record changes just now, the next hour removes it.
        Cached<CustomerRecord> held = (await customers.LoadAsync([label.CustomerId], cancellation))[label.CustomerId];
        CustomerRecord without = held.Record with { EarlyLabels = held.Record.EarlyLabels - 1 };
        await customers.CommitAsync([new CustomerChange(label.CustomerId, without, held.ETag, [new Write.Delete(note.Key.Id, note.ETag)])], cancellation);
    }
}
