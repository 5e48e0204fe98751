using System.Globalization;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// What the verification of a customer's chain found: faults, each naming its record, and the receipts at the numbers that seals speak of.
/// </summary>
public sealed record Verification(string CustomerId, long Decisions, IReadOnlyList<string> Faults, IReadOnlyList<string?> SealedReceipts, long OfOtherReleases);

/// <summary>
/// Proves that nothing was altered: every receipt is the hash of its decision, every decision is linked to the one before it, none is missing,
/// and deriving each again from what was written gives the same bytes.
/// </summary>
public sealed class VerifyDecisions(IDocuments documents, BasisArchive archive)
{
    private const int PageSize = 1_000;

    /// <summary>Verifies the chain of one customer, and looks up what it was when each of the seals was made.</summary>
    public async Task<Verification> CustomerAsync(string customerId, IReadOnlyList<Seal> seals, CancellationToken cancellation)
    {
        List<string> faults = [];
        Document? state = await documents.GetAsync(CustomerBook.Container, new(customerId, CustomerRecord.DocumentId), cancellation);
        CustomerRecord record = state is null ? CustomerRecord.New : CustomerRecord.FromJson(state.Body);
        List<(long Number, string? Previous, string Receipt, string Id)> chain = [];
        long others = 0;
        await foreach (Document document in documents.ReadPartitionAsync(CustomerBook.Container, customerId, RangeQuery.Prefix(DecisionDocument.Prefix, PageSize), cancellation))
        {
            (var link, bool again) = await LinkAsync(customerId, document, faults, cancellation);
            chain.Add(link);
            others += again ? 0 : 1;
        }
        CheckChain(customerId, record, chain, faults);
        Dictionary<long, string> receipts = chain.Where(link => link.Number > 0).DistinctBy(link => link.Number).ToDictionary(link => link.Number, link => link.Receipt);
        return new Verification(customerId, chain.Count, faults, [.. seals.Select(seal => receipts.GetValueOrDefault(seal.Numbers.GetValueOrDefault(customerId)))], others);
    }

    /// <summary>Verifies the seals against the chains: each root must come out again, and each seal name the one before it.</summary>
    public static IReadOnlyList<string> CheckSeals(IReadOnlyList<(Seal Seal, string Name, byte[] File)> seals, IReadOnlyList<Verification> customers)
    {
        List<string> faults = [];
        for (int i = 0; i < seals.Count; i++)
        {
            (Seal seal, string name, _) = seals[i];
            Dictionary<string, string?> receipts = customers.ToDictionary(customer => customer.CustomerId, customer => customer.SealedReceipts[i], StringComparer.Ordinal);
            if (Seal.RootOf(seal.Numbers.Select(pair => (pair.Key, pair.Value, receipts.GetValueOrDefault(pair.Key)))) != seal.Root)
                faults.Add($"seal '{name}': the chains are not what was sealed");
            if (seal.Previous != (i == 0 ? null : Seal.HashOf(seals[i - 1].File)))
                faults.Add($"seal '{name}': the seal before it is missing or was changed");
        }
        return faults;
    }

    /// <summary>The link that a decision is, and whether it could be made again: only the release that computes its features can.</summary>
    private async Task<((long, string?, string, string) Link, bool MadeAgain)> LinkAsync(string customerId, Document document, List<string> faults, CancellationToken cancellation)
    {
        string name = $"decision '{customerId}~{document.Key.Id[DecisionDocument.Prefix.Length..]}'";
        (string carried, string computed) = Receipt.Check(document.Body.Span);
        if (carried != computed)
        {
            faults.Add($"{name}: its receipt says {Short(carried)}, its content gives {Short(computed)}");
            return ((0, null, carried, name), true);
        }
        try
        {
            Decision decision = DecisionReader.Read(document.Body);
            if (!BasisArchive.Speaks(decision.Versions))
                return ((decision.Number, decision.Previous, carried, name), false);
            DecisionBasis basis = await archive.GetAsync(decision.Versions, cancellation);
            if (!Rederive.Document(decision, basis).AsSpan().SequenceEqual(document.Body.Span))
                faults.Add($"{name}: deriving it again gives something else");
            return ((decision.Number, decision.Previous, carried, name), true);
        }
        catch (InvalidDataException unreadable)
        {
            faults.Add($"{name}: {unreadable.Message}");
            return ((0, null, carried, name), true);
        }
    }

    private static void CheckChain(string customerId, CustomerRecord record, List<(long Number, string? Previous, string Receipt, string Id)> chain, List<string> faults)
    {
        chain.Sort((one, other) => one.Number.CompareTo(other.Number));
        string? previous = null;
        long number = 0;
        foreach ((long own, string? link, string receipt, string name) in chain)
        {
            number++;
            // A decision that cannot be read has been named already.
            if (own == 0)
                continue;
            if (own != number)
            {
                faults.Add($"customer '{customerId}': decision number {number} is missing before {name}");
                number = own;
            }
            else if (link != previous)
            {
                faults.Add($"{name}: it follows {Short(link)}, the one before it is {Short(previous)}");
            }
            previous = receipt;
        }
        if (record.Decisions != chain.Count || record.Head != previous)
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"customer '{customerId}': the record counts {record.Decisions} decisions up to {Short(record.Head)}, there are {chain.Count} up to {Short(previous)}"));
    }

    private static string Short(string? hash) => hash is null ? "nothing" : hash.Length > 12 ? hash[..12] : hash;
}
