using FraudFunctions.App.Alerts;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Cases;

/// <summary>The decisions that the alerts of a case are about.</summary>
public sealed class AlertedDecisions(AlertBook alerts, IDocuments documents)
{
    /// <summary>Their ids, as they are now: alerts grow while they are open.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync(Case one, CancellationToken cancellation)
        => [.. (await alerts.GetAsync(one.CustomerId, one.AlertIds, cancellation)).SelectMany(alert => alert.DecisionIds).Distinct(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<Decision>> ReadAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        DocumentKey[] keys = [.. ids.Select(Decision.Parts).OfType<(string Customer, string Transaction)>().Select(parts => DecisionDocument.KeyOf(parts.Customer, parts.Transaction))];
        return [.. (await documents.GetManyAsync(CustomerBook.Container, keys, cancellation)).OfType<Document>().Select(document => DecisionReader.Read(document.Body))];
    }
}
