using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using FraudFunctions.App.Stores.Sqlite;
using FraudFunctions.Engine.State;

namespace FraudFunctions.Tests.Flows;

/// <summary>All states of a data folder, for comparing one run with another.</summary>
internal sealed class StoredStates
{
    public required IReadOnlyDictionary<string, byte[]> Customers { get; init; }
    public required IReadOnlyDictionary<string, EntityState> Entities { get; init; }
    public required long Decisions { get; init; }
    public required long Labels { get; init; }

    public static async Task<StoredStates> ReadAsync(string folder)
    {
        await using SqliteDocuments documents = new(Path.Combine(folder, "documents"), TimeProvider.System);
        return new StoredStates
        {
            Customers = (await AllAsync(documents, "customers")).ToDictionary(pair => pair.Key, pair => StateFormat.Write(CustomerRecord.FromJson(pair.Value).State)),
            Entities = (await AllAsync(documents, "entities")).ToDictionary(pair => pair.Key, pair => EntityRecord.FromJson(pair.Value).State),
            Decisions = documents.Count("customers", "decision:"),
            Labels = documents.Count("customers", "label:"),
        };
    }

    /// <summary>
    /// Every count and every sum of an entity, in an order that does not depend on who came first. Where a hot entity's moments or frauds are folded,
    /// which of them lie in one fold does depend on it; what they add up to does not.
    /// </summary>
    public static string CountsOf(EntityState state, bool folded)
    {
        Moment[] moments = state.History.Moments.ToArray();
        IEnumerable<string> details = folded
            ? []
            : moments.Select(moment => $"{moment.Time} {moment.Who} {moment.AmountMinor} {moment.Count} {moment.Frauds} {moment.HighFrauds} {moment.High}").Order(StringComparer.Ordinal);
        KnownFraud[] frauds = state.Frauds.Entries.ToArray();
        IEnumerable<KnownFraud> known = frauds.All(fraud => fraud.Frauds == 1) ? frauds : [];
        return $"{state.Count} {state.AmountMinor} {state.LogAmounts.Count} {state.FirstTime} {state.LastTime} {string.Join('|', state.Customers.Bits)} {string.Join('|', details)} {string.Join('|', known)}";
    }

    /// <summary>Whether a history is folded: at the edge of its capacity that depends on the order in which partitions came.</summary>
    public static bool IsFolded(EntityState state) => state.History.Moments.ToArray().Any(moment => moment.Count > 1);

    private static async Task<Dictionary<string, ReadOnlyMemory<byte>>> AllAsync(SqliteDocuments documents, string container)
    {
        Dictionary<string, ReadOnlyMemory<byte>> states = [];
        string? since = null;
        for (bool more = true; more;)
        {
            ChangePage page = await documents.ChangesAsync(container, since, 1_000);
            foreach (Document document in page.Documents.Where(document => document.Key.Id == "state"))
                states[document.Key.Partition] = document.Body;
            (since, more) = (page.Since, page.More);
        }
        return states;
    }
}
