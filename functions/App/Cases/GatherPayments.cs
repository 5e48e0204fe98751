using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Cases;

/// <summary>The part of the evidence that lies in the customer's own decisions.</summary>
public sealed class GatherPayments(IDocuments documents, TimeProvider clock)
{
    // What a person reads before the eyes glaze over; a case with more alerted payments shows the first of them.
    private const int Alerted = 60;
    private const int Surroundings = 30;

    // Months of an ordinary customer.
    private const int PastLookedAt = 300;
    private const int PeersLookedAt = 200;
    private const int FewestPeers = 20;

    // What is usual does not change from case to case.
    private static readonly TimeSpan peersKept = TimeSpan.FromMinutes(10);
    private (long At, IReadOnlyList<long> Amounts)? peers;

    public async Task<IReadOnlyList<Exhibit>> TimelineAsync(string customerId, IReadOnlyList<string> alerted, CancellationToken cancellation)
    {
        HashSet<string> marked = [.. alerted];
        Dictionary<string, (Decision Decision, string Receipt)> shown = [];
        foreach ((Decision Decision, string Receipt) one in await AlertedAsync(alerted, cancellation))
            shown[one.Decision.Id] = one;
        DocumentPage latest = await documents.QueryIndexAsync(CustomerBook.Container, RangeQuery.Prefix(DecisionDocument.IndexPrefix(customerId), Surroundings, descending: true), cancellation);
        foreach ((Decision Decision, string Receipt) one in latest.Documents.Select(Read))
            shown.TryAdd(one.Decision.Id, one);
        return [.. shown.Values.OrderBy(one => one.Decision.Transaction.Time).ThenBy(one => one.Decision.Number).Select(one => Exhibit(one.Decision, one.Receipt, marked.Contains(one.Decision.Id)))];
    }

    public async Task<IReadOnlyList<Exhibit>> ReasonsAsync(string customerId, IReadOnlyList<string> alerted, CancellationToken cancellation)
        => [.. (await AlertedAsync(alerted, cancellation)).SelectMany(one => one.Decision.Assessment.Reasons.Select((reason, i) => new ReasonExhibit
        {
            Id = $"reason-{one.Decision.Transaction.Id}-{i + 1}",
            DecisionId = one.Decision.Id,
            Code = reason.Code,
            Origin = reason.Origin,
            Contribution = reason.Contribution,
            Values = reason.Evidence,
        }))];

    /// <summary>The customer's payments before the first alerted one, in the base currency, and beside them the usual payment of others.</summary>
    public async Task<IReadOnlyList<Exhibit>> ProfileAsync(string customerId, IReadOnlyList<string> alerted, CancellationToken cancellation)
    {
        (Decision Decision, string Receipt)[] marked = [.. await AlertedAsync(alerted, cancellation)];
        if (marked.Length == 0)
            return [];
        DateTimeOffset first = marked.Min(one => one.Decision.Transaction.Time);
        List<Transaction> past = await documents.ReadIndexAsync(CustomerBook.Container, RangeQuery.Prefix(DecisionDocument.IndexPrefix(customerId), PastLookedAt, descending: true), cancellation)
            .Select(document => DecisionReader.Read(document.Body).Transaction).Where(one => one.Direction == Direction.Debit && one.Time < first)
            .Take(PastLookedAt).ToListAsync(cancellation);
        if (past.Count == 0)
            return [];
        long[] amounts = [.. past.Select(BaseMinor).Order()];
        long usual = amounts[amounts.Length / 2];
        IReadOnlyList<long> others = await PeersAsync(cancellation);
        return
        [
            new ProfileExhibit
            {
                Id = "profile",
                FirstTime = past.Min(one => one.Time),
                LastTime = past.Max(one => one.Time),
                Count = past.Count,
                UsualAmountMinor = usual,
                LargestAmountMinor = amounts[^1],
                Currency = ReferenceRates.Default.BaseCurrency,
                AmountRatio = usual == 0 ? null : Math.Round(marked.Max(one => BaseMinor(one.Decision.Transaction)) / (double)usual, 2),
                PeerAmountMinor = others.Count < FewestPeers ? null : others[others.Count / 2],
                PeerCount = others.Count,
            },
        ];
    }

    /// <summary>Mean payments of some customers, in order.</summary>
    private async Task<IReadOnlyList<long>> PeersAsync(CancellationToken cancellation)
    {
        if (peers is { } kept && clock.GetElapsedTime(kept.At) < peersKept)
            return kept.Amounts;
        DocumentPage page = await documents.QueryIndexAsync(CustomerBook.Container, RangeQuery.Prefix(CustomerRecord.IndexPrefix, PeersLookedAt), cancellation);
        long[] amounts =
        [
            .. page.Documents.Select(document => CustomerRecord.FromJson(document.Body).State.Amounts)
                .Where(own => own.Count > 0).Select(own => (long)Math.Round(own.Mean * 100)).Order(),
        ];
        peers = (clock.GetTimestamp(), amounts);
        return amounts;
    }

    private async Task<IReadOnlyList<(Decision Decision, string Receipt)>> AlertedAsync(IReadOnlyList<string> decisionIds, CancellationToken cancellation)
    {
        DocumentKey[] keys = [.. decisionIds.Take(Alerted).Select(Decision.Parts).OfType<(string Customer, string Transaction)>().Select(parts => DecisionDocument.KeyOf(parts.Customer, parts.Transaction))];
        return [.. (await documents.GetManyAsync(CustomerBook.Container, keys, cancellation)).OfType<Document>().Select(Read).OrderBy(one => one.Decision.Transaction.Time)];
    }

    private static (Decision Decision, string Receipt) Read(Document document) => (DecisionReader.Read(document.Body), Receipt.Check(document.Body.Span).Carried);

    private static long BaseMinor(Transaction transaction) => ReferenceRates.Default.ToBaseMinor(transaction.AmountMinor, transaction.Currency);

    private static TransactionExhibit Exhibit(Decision decision, string receipt, bool alerted) => new()
    {
        Id = "transaction-" + decision.Transaction.Id,
        DecisionId = decision.Id,
        Receipt = receipt,
        Time = decision.Transaction.Time,
        Type = decision.Transaction.Type,
        Direction = decision.Transaction.Direction,
        Channel = decision.Transaction.Channel,
        AmountMinor = decision.Transaction.AmountMinor,
        Currency = decision.Transaction.Currency,
        MerchantId = decision.Transaction.Merchant?.Id,
        MerchantCategory = decision.Transaction.Merchant?.Mcc,
        Country = decision.Transaction.Merchant?.Country ?? decision.Transaction.Counterparty?.Country,
        CounterpartyAccount = decision.Transaction.Counterparty?.Account,
        CounterpartyName = decision.Transaction.Counterparty?.Name,
        DeviceId = decision.Transaction.DeviceId,
        Ip = decision.Transaction.Ip,
        Outcome = decision.Assessment.Outcome,
        Probability = decision.Assessment.Probability,
        ExpectedLossMinor = decision.Assessment.ExpectedLossMinor,
        Degraded = decision.Assessment.Degraded,
        Alerted = alerted,
    };
}
