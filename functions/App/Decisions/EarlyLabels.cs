using System.Globalization;
using System.Text;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Labels;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Labels that came before their transaction was decided. Streams do not keep each other's order; such a label waits among its customer's documents
/// and is sent again once the decision is there.
/// </summary>
public sealed class EarlyLabels(IDocuments documents)
{
    public const string Prefix = "early:";
    public const string IndexPrefix = "early/";

    internal static string IdOf(Label label) => Prefix + LabelEntry.IdOf(label);

    internal static Write Entry(Label label, DateTimeOffset now)
        => new Write.Create(IdOf(label), LabelReader.ToJson(label), IndexPrefix + Stamp(now));

    internal static string Stamp(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <summary>The waiting labels of these customers whose decision is there now, as events for the stream of labels.</summary>
    public async Task<string[]> DueAsync(IEnumerable<Answer> answers, CancellationToken cancellation)
    {
        List<string> due = [];
        foreach (string customer in answers.Where(answer => answer.LabelsWait).Select(answer => answer.Decision!.Transaction.CustomerId).Distinct(StringComparer.Ordinal))
        {
            DocumentPage page = await documents.QueryPartitionAsync(CustomerBook.Container, customer, RangeQuery.Prefix(Prefix), cancellation);
            List<Label> labels = [.. page.Documents.Select(Read)];
            IReadOnlyList<Document?> decided = await documents.GetManyAsync(CustomerBook.Container, [.. labels.Select(label => DecisionDocument.KeyOf(customer, label.TransactionId))], cancellation);
            due.AddRange(labels.Where((_, i) => decided[i] is not null).Select(label => Encoding.UTF8.GetString(LabelReader.ToJson(label))));
        }
        return [.. due];
    }

    internal static Label Read(Document document) => LabelReader.Read(document.Body.Span, DateTimeOffset.MaxValue.AddDays(-1)).Value
        ?? throw new InvalidDataException($"The waiting label '{document.Key.Id}' of customer '{document.Key.Partition}' cannot be read.");
}
