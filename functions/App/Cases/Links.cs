using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Cases;

/// <summary>A customer was seen to use something.</summary>
public sealed record Use(LinkKind Kind, string EntityId, string CustomerId, DateTimeOffset At);

/// <summary>
/// Who uses what, both ways: a document per pair, in the partition of what is used, found by its customer through the index. Written when a pair is
/// seen first.
/// </summary>
public sealed class Links(IDocuments documents)
{
    public const string Container = "links";

    // More than a family and its visitors: a shared office, a carrier's gateway, a shop's account. It says nothing of those who share it.
    public const int Public = 25;

    // Pairs seen lately, by hash: nearly every event repeats one.
    private const int Remembered = 500_000;
    private HashSet<ulong> seen = [];
    private HashSet<ulong> seenBefore = [];
    private readonly Lock gate = new();

    /// <summary>
    /// Whether a text that says what a customer used has not been seen lately: nearly every event repeats one, and need not be read then.
    /// </summary>
    public bool IsNew(ulong hash)
    {
        lock (gate)
            return !seen.Contains(hash) && !seenBefore.Contains(hash);
    }

    /// <summary>Remembers texts whose uses have been noted.</summary>
    public void Remember(IEnumerable<ulong> texts)
    {
        lock (gate)
            seen.UnionWith(texts);
    }

    public async Task NoteAsync(IReadOnlyList<Use> uses, CancellationToken cancellation)
    {
        (ulong Hash, Use Use)[] fresh = [.. uses.Select(use => (Hash: HashOf(use), use)).DistinctBy(pair => pair.Hash).Where(pair => IsNew(pair.Hash))];
        if (fresh.Length == 0)
            return;
        // Creating what exists is refused, and that is all that is to be known.
        await documents.CommitManyAsync(Container, [.. fresh.Select(pair => new PartitionCommit(PartitionOf(pair.Use.Kind, pair.Use.EntityId),
            [new Write.Create(pair.Use.CustomerId, JsonSerializer.SerializeToUtf8Bytes(pair.Use, Json.Options), IndexOf(pair.Use))]))], cancellation);
        lock (gate)
        {
            foreach ((ulong hash, _) in fresh)
                seen.Add(hash);
            if (seen.Count > Remembered)
                (seenBefore, seen) = (seen, []);
        }
    }

    /// <summary>What a customer uses, the first so many.</summary>
    public async Task<IReadOnlyList<Use>> OfCustomerAsync(string customerId, int most, CancellationToken cancellation)
        => [.. (await documents.QueryIndexAsync(Container, RangeQuery.Prefix($"links/{customerId}/", most), cancellation)).Documents.Select(Read)];

    /// <summary>Who uses something; null when it is so many that sharing it means nothing.</summary>
    public async Task<IReadOnlyList<Use>?> UsersOfAsync(LinkKind kind, string entityId, CancellationToken cancellation)
    {
        DocumentPage page = await documents.QueryPartitionAsync(Container, PartitionOf(kind, entityId), new RangeQuery(Limit: Public + 1), cancellation);
        return page.Documents.Count > Public ? null : [.. page.Documents.Select(Read)];
    }

    private static ulong HashOf(Use use) => StableHash.Of($"{use.Kind}~{use.EntityId}~{use.CustomerId}");

    private static string PartitionOf(LinkKind kind, string entityId) => $"{Choices<LinkKind>.NameOf(kind)}:{entityId}";

    private static string IndexOf(Use use) => $"links/{use.CustomerId}/{PartitionOf(use.Kind, use.EntityId)}";

    private static Use Read(Document document) => JsonSerializer.Deserialize<Use>(document.Body.Span, Json.Options)!;
}
