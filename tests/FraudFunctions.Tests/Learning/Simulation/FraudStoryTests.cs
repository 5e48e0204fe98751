using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Tests.Learning.Simulation;

public sealed class FraudStoryTests
{
    private static SimulatedPayment[] All => Runs.QuarterPayments;

    private static IEnumerable<Transaction> Of(Story story) => All.Where(payment => payment.Story == story).Select(payment => payment.Transaction);

    [Theory]
    [InlineData(Story.CardTesting, 0.0010)]
    [InlineData(Story.StolenCard, 0.0009)]
    [InlineData(Story.AccountTakeover, 0.0005)]
    [InlineData(Story.CompromisedMerchant, 0.0010)]
    [InlineData(Story.MuleNetwork, 0.0012)]
    [InlineData(Story.BustOut, 0.0006)]
    public void Each_story_has_about_its_share(Story story, double share)
        // A leak takes a month to be used, so a quarter sees two thirds of that story.
        => Assert.InRange((double)Of(story).Count() / All.Length, share * (story == Story.CompromisedMerchant ? 0.25 : 0.5), share * 1.7);

    [Fact]
    public void Fraud_is_rare_as_a_whole()
        => Assert.InRange(All.Average(payment => payment.IsFraud ? 1.0 : 0), 0.003, 0.01);

    [Fact]
    public void No_single_glance_tells_fraud_from_honest()
    {
        var euro = All.Where(payment => payment.Transaction.Currency == "EUR").ToList();
        Assert.InRange(AreaUnderCurve(euro, transaction => transaction.AmountMinor), 0.2, 0.8);
        Assert.InRange(AreaUnderCurve(euro, transaction => transaction.Time.Hour), 0.3, 0.7);
        Assert.InRange(AreaUnderCurve(euro, transaction => transaction.Attributes.Count), 0.3, 0.7);
        Assert.InRange(Precision(transaction => transaction.Attributes.Any(pair => pair.Key == "credential_change")), 0, 0.4);
        foreach (string range in (string[])["10.", "100.", "172.", "198."])
            Assert.InRange(Precision(transaction => transaction.Ip?.StartsWith(range, StringComparison.Ordinal) == true), 0.001, 0.2);
    }

    [Fact]
    public void A_new_or_a_shared_device_is_mostly_honest()
    {
        var owners = new Dictionary<string, HashSet<string>>();
        int fresh = 0, freshFraud = 0, shared = 0, sharedFraud = 0;
        foreach (var payment in All.Where(payment => payment.Transaction.DeviceId is not null))
        {
            if (!owners.TryGetValue(payment.Transaction.DeviceId!, out var seen))
                owners[payment.Transaction.DeviceId!] = seen = [];
            bool isFresh = seen.Add(payment.Transaction.CustomerId), isShared = seen.Count > 2;
            (fresh, shared) = (fresh + (isFresh ? 1 : 0), shared + (isShared ? 1 : 0));
            if (payment.IsFraud)
                (freshFraud, sharedFraud) = (freshFraud + (isFresh ? 1 : 0), sharedFraud + (isShared ? 1 : 0));
        }

        Assert.InRange((double)freshFraud / fresh, 0.01, 0.5);
        Assert.InRange((double)sharedFraud / shared, 0.01, 0.5);
    }

    [Fact]
    public void Card_testers_burn_through_many_cards_on_one_device_within_minutes()
    {
        var busiest = Of(Story.CardTesting).GroupBy(transaction => (transaction.DeviceId, transaction.Time.Ticks / TimeSpan.TicksPerHour))
            .Max(hour => hour.Select(transaction => transaction.CustomerId).Distinct().Count());
        Assert.True(busiest >= 6);
        Assert.True(Of(Story.CardTesting).Count(transaction => transaction.AmountMinor < 10_00) > Of(Story.CardTesting).Count() / 2);
    }

    [Fact]
    public void A_stolen_card_is_there_and_used_quickly()
    {
        Assert.All(Of(Story.StolenCard), transaction => Assert.Equal(CardPresence.Present, transaction.CardPresence));
        var gaps = Of(Story.StolenCard).GroupBy(transaction => transaction.CustomerId)
            .SelectMany(card => card.Zip(card.Skip(1), (one, next) => (next.Time - one.Time).TotalMinutes));
        Assert.InRange(Runs.Median(gaps), 5, 90);
    }

    [Fact]
    public void An_account_is_emptied_mostly_from_a_device_its_owner_never_used()
    {
        var honest = All.Where(payment => !payment.IsFraud).GroupBy(payment => payment.Transaction.CustomerId)
            .ToDictionary(life => life.Key, life => life.Select(payment => payment.Transaction.DeviceId).ToHashSet());
        var taken = Of(Story.AccountTakeover).ToList();
        Assert.True(taken.Average(transaction => honest[transaction.CustomerId].Contains(transaction.DeviceId) ? 0.0 : 1) is > 0.7 and < 0.95);
        Assert.True(taken.Count(transaction => transaction.Attributes.Any(pair => pair.Key == "credential_change")) > taken.Count / 2);
        var transfers = taken.Where(transaction => transaction is { Type: TransactionType.Transfer, BalanceBeforeMinor: > 0 });
        Assert.True(Runs.Median(transfers.Select(transaction => transaction.AmountMinor / (double)transaction.BalanceBeforeMinor!.Value)) > 0.3);
    }

    [Fact]
    public void Victims_of_a_leak_all_paid_at_the_leaking_merchant_in_one_window_before()
    {
        // About three leaks of at most 16 days: four merchants, each within one such window, must explain every victim.
        var options = Runs.Quarter with { Customers = 800, Days = 120, Fraud = FraudShares.None with { CompromisedMerchant = 0.0006 } };
        var payments = Runs.Split(Simulator.Run(options)).Payments;
        var victims = payments.Where(payment => payment.IsFraud).GroupBy(payment => payment.Transaction.CustomerId)
            .ToDictionary(victim => victim.Key, victim => Runs.DayOf(options, victim.First().Time));
        Assert.True(victims.Count >= 8);
        var visits = payments.Where(payment => !payment.IsFraud && payment.Transaction is { Merchant: not null, CardPresence: not null })
            .Select(payment => (payment.Transaction.CustomerId, Merchant: payment.Transaction.Merchant!.Id, Day: Runs.DayOf(options, payment.Time))).ToList();
        var unexplained = victims.Keys.ToHashSet();
        for (int leaks = 0; leaks < 4 && unexplained.Count > 0; leaks++)
        {
            var (merchant, from) = visits.Where(visit => unexplained.Contains(visit.CustomerId) && victims[visit.CustomerId] - visit.Day > 4)
                .SelectMany(visit => Enumerable.Range(0, 17).Select(back => (Window: (visit.Merchant, From: (int)visit.Day - back), visit.CustomerId)))
                .GroupBy(visit => visit.Window, visit => visit.CustomerId).MaxBy(window => window.Distinct().Count())!.Key;
            var there = visits.Where(visit => visit.Merchant == merchant && visit.Day >= from && visit.Day < from + 17).Select(visit => visit.CustomerId).ToHashSet();
            // What victims have in common is not what everybody has.
            Assert.True(there.Count < 0.5 * options.Customers, $"{merchant} has {there.Count} customers");
            unexplained.ExceptWith(there);
        }

        Assert.Empty(unexplained);
        Assert.All(payments.Where(payment => payment.IsFraud), payment => Assert.Equal(CardPresence.NotPresent, payment.Transaction.CardPresence));
    }

    [Fact]
    public void Money_does_not_stay_with_a_mule()
    {
        var ring = Of(Story.MuleNetwork).ToList();
        var lastDay = Runs.Quarter.Days - 3;
        int passed = 0, arrivals = 0;
        foreach (var arrival in ring.Where(transaction => transaction.Direction == Direction.Credit && Runs.DayOf(Runs.Quarter, transaction.Time) < lastDay))
        {
            long outgoing = ring.Where(transaction => transaction.CustomerId == arrival.CustomerId && transaction.Direction == Direction.Debit
                && transaction.Time > arrival.Time && transaction.Time - arrival.Time < TimeSpan.FromHours(26)).Sum(transaction => transaction.AmountMinor);
            arrivals++;
            passed += outgoing >= 0.7 * arrival.AmountMinor ? 1 : 0;
        }

        Assert.True(passed > 0.8 * arrivals, $"{passed} of {arrivals}");
        // Some of it goes to another mule: an account that is a payee and a customer at once.
        var customers = ring.Select(transaction => transaction.AccountId).ToHashSet();
        Assert.Contains(ring, transaction => transaction.Direction == Direction.Debit && customers.Contains(transaction.Counterparty?.Account));
    }

    [Fact]
    public void A_bust_out_ends_at_the_limit_and_in_silence()
    {
        var drains = Of(Story.BustOut).GroupBy(transaction => transaction.CustomerId).Where(drain => Runs.DayOf(Runs.Quarter, drain.First().Time) < Runs.Quarter.Days - 15).ToList();
        Assert.NotEmpty(drains);
        Assert.All(drains, drain =>
        {
            Assert.True(drain.Last().Time - drain.First().Time < TimeSpan.FromDays(8));
            Assert.DoesNotContain(All, payment => payment.Transaction.CustomerId == drain.Key && payment.Time > drain.Last().Time.AddDays(10));
        });
        Assert.True(drains.Count(drain => drain.Last().BalanceBeforeMinor < 0) > drains.Count / 2);
    }

    [Fact]
    public void A_victim_goes_on_living()
    {
        var victims = Of(Story.StolenCard).Concat(Of(Story.AccountTakeover)).GroupBy(transaction => transaction.CustomerId).Where(victim => Runs.DayOf(Runs.Quarter, victim.Last().Time) < 60);
        var honest = All.Where(payment => !payment.IsFraud).ToLookup(payment => payment.Transaction.CustomerId);
        Assert.True(victims.Average(victim => honest[victim.Key].Any(payment => payment.Time > victim.Last().Time) ? 1.0 : 0) > 0.95);
    }

    private static double Precision(Func<Transaction, bool> rule)
        => All.Where(payment => rule(payment.Transaction)).Average(payment => payment.IsFraud ? 1.0 : 0);

    /// <summary>By Mann and Whitney: the share of pairs of a fraud and an honest payment in which the fraud has the higher value.</summary>
    private static double AreaUnderCurve(IEnumerable<SimulatedPayment> payments, Func<Transaction, double> value)
    {
        double below = 0, area = 0, frauds = 0;
        foreach (var tie in payments.GroupBy(payment => value(payment.Transaction)).OrderBy(group => group.Key))
        {
            int fraud = tie.Count(payment => payment.IsFraud), honest = tie.Count() - fraud;
            area += fraud * (below + honest / 2.0);
            below += honest;
            frauds += fraud;
        }

        return area / below / frauds;
    }
}
