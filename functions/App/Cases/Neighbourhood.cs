using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;

namespace FraudFunctions.App.Cases;

/// <summary>Looks two steps around a customer: who shares a device, an address or a payee with them, and who shares one with those.</summary>
public sealed class Neighbourhood(Links links, IDocuments documents)
{
    // A customer's own things, and how many neighbours are asked for theirs: what a person can look through.
    private const int Things = 40;
    private const int Neighbours = 10;
    private const int ThingsOfNeighbours = 10;

    public async Task<IReadOnlyList<LinkExhibit>> AroundAsync(string customerId, CancellationToken cancellation)
    {
        List<LinkExhibit> found = [];
        HashSet<(LinkKind, string)> looked = [];
        await LookAsync(customerId, customerId, 1, Things, found, looked, cancellation);
        string[] neighbours = [.. found.SelectMany(link => link.CustomerIds).Distinct(StringComparer.Ordinal).Take(Neighbours)];
        foreach (string neighbour in neighbours)
            await LookAsync(neighbour, customerId, 2, ThingsOfNeighbours, found, looked, cancellation);
        return found;
    }

    private async Task LookAsync(string at, string centre, int hops, int things, List<LinkExhibit> found, HashSet<(LinkKind, string)> looked, CancellationToken cancellation)
    {
        foreach (Use own in await links.OfCustomerAsync(at, things, cancellation))
        {
            if (!looked.Add((own.Kind, own.EntityId)) || await links.UsersOfAsync(own.Kind, own.EntityId, cancellation) is not { } users)
                continue;
            string[] others = [.. users.Select(use => use.CustomerId).Where(customer => customer != centre && customer != at).Order(StringComparer.Ordinal)];
            if (others.Length == 0)
                continue;
            found.Add(new LinkExhibit
            {
                Id = $"link-{hops}-{found.Count + 1}",
                Link = own.Kind,
                EntityId = own.EntityId,
                CustomerIds = others,
                FraudCustomerIds = await WithFraudAsync(others, cancellation),
                Hops = hops,
                FirstTime = users.Min(use => use.At),
                LastTime = users.Max(use => use.At),
            });
        }
    }

    private async Task<IReadOnlyList<string>> WithFraudAsync(string[] customers, CancellationToken cancellation)
    {
        IReadOnlyList<Document?> found = await documents.GetManyAsync(CustomerBook.Container, [.. customers.Select(customer => new DocumentKey(customer, CustomerRecord.DocumentId))], cancellation);
        return [.. found.OfType<Document>().Where(document => CustomerRecord.FromJson(document.Body).State.Frauds.Entries.Length > 0).Select(document => document.Key.Partition)];
    }
}
