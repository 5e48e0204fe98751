using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Tests.Learning.Simulation;

public sealed class HabitTests
{
    private static IEnumerable<Transaction> Honest => Runs.QuarterPayments.Where(payment => !payment.IsFraud).Select(payment => payment.Transaction);

    [Fact]
    public void Shops_are_visited_by_day()
    {
        // UTC is an hour behind the clocks on the wall.
        var hours = Honest.Where(transaction => transaction.Channel == Channel.Pos && transaction.Currency == "EUR").CountBy(transaction => transaction.Time.Hour).ToDictionary();
        double all = hours.Values.Sum();
        Assert.InRange(Enumerable.Range(0, 5).Sum(hour => hours[hour]) / all, 0.001, 0.06);
        Assert.InRange(Enumerable.Range(16, 3).Sum(hour => hours[hour]) / all, 0.15, 0.4);
    }

    [Fact]
    public void Most_customers_get_their_salary_every_month_on_a_working_day()
    {
        var credits = Honest.Where(transaction => transaction is { Type: TransactionType.Transfer, Direction: Direction.Credit } && Runs.IndexOf(transaction.CustomerId) < Runs.Quarter.Customers);
        var salaries = credits.GroupBy(credit => (credit.CustomerId, credit.Counterparty!.Account))
            .Where(payer => payer.Count() is 3 or 4 && payer.Min(credit => credit.AmountMinor) > 400_00).ToList();
        Assert.InRange(salaries.Select(payer => payer.Key.CustomerId).Distinct().Count() / (double)Runs.Quarter.Customers, 0.75, 1);
        Assert.True(salaries.SelectMany(payer => payer).Average(credit => credit.Time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1.0 : 0) < 0.02);
    }

    [Fact]
    public void New_customers_keep_joining_and_have_short_histories()
    {
        var joined = Honest.Where(transaction => Runs.IndexOf(transaction.CustomerId) >= Runs.Quarter.Customers).GroupBy(transaction => transaction.CustomerId).ToList();
        Assert.InRange(joined.Count, 70, 92); // a quarter of 1,500 a year, for a quarter
        var firstDays = joined.Select(life => Runs.DayOf(Runs.Quarter, life.First().Time)).ToList();
        Assert.True(firstDays.Max() - firstDays.Min() > 75);
        Assert.All(joined, life => Assert.Equal(0, life.First().BalanceBeforeMinor));
        Assert.True(joined.Average(life => life.Count()) < 0.7 * Honest.Count() / Runs.Quarter.Customers);
    }

    [Fact]
    public void People_keep_to_their_shops_and_still_find_new_ones()
    {
        var known = new HashSet<(string, string)>();
        var isKnown = new List<bool>();
        foreach (var visit in Honest.Where(transaction => transaction is { Type: TransactionType.Payment, Channel: Channel.Pos }))
        {
            bool before = !known.Add((visit.CustomerId, visit.Merchant!.Id));
            if (Runs.DayOf(Runs.Quarter, visit.Time) > 60)
                isKnown.Add(before);
        }

        Assert.InRange(isKnown.Average(known => known ? 1.0 : 0), 0.6, 0.95);
    }

    [Fact]
    public void Popularity_has_a_long_tail()
    {
        var counts = Honest.Where(transaction => transaction.Merchant is not null).CountBy(transaction => transaction.Merchant!.Id).Select(shop => shop.Value).OrderDescending().ToArray();
        Assert.InRange(counts.Take(counts.Length / 10).Sum() / (double)counts.Sum(), 0.3, 0.85);
    }

    [Fact]
    public void Good_customers_travel_buy_phones_and_share_what_looks_odd()
    {
        Assert.Contains(Honest, transaction => transaction is { CardPresence: CardPresence.Present, Currency: "TRY" or "JPY" or "USD" or "GBP" });
        Assert.Contains(Honest, transaction => transaction.Attributes.Any(pair => pair is { Key: "credential_change", Value: "device_binding" }));
        Assert.Contains(Honest.Where(transaction => transaction.DeviceId is not null).GroupBy(transaction => transaction.DeviceId), device => device.Select(transaction => transaction.CustomerId).Distinct().Count() >= 3);
        Assert.Contains(Honest.Where(transaction => transaction.Ip is not null).GroupBy(transaction => transaction.Ip), address => address.Select(transaction => transaction.CustomerId).Distinct().Count() >= 3);
    }

    [Fact]
    public void Amounts_look_like_prices_and_notes()
    {
        var web = Honest.Where(transaction => transaction is { Channel: Channel.Online, Currency: "EUR" } && transaction.Merchant?.Mcc == "5262").ToList();
        Assert.InRange(web.Average(transaction => transaction.AmountMinor % 100 == 99 ? 1.0 : 0), 0.4, 0.7);
        Assert.All(Honest.Where(transaction => transaction is { Type: TransactionType.Withdrawal, Currency: "EUR" }), transaction => Assert.Equal(0, transaction.AmountMinor % 5_00));
    }

    [Fact]
    public void December_sells_more_than_January()
    {
        var winter = Runs.Small with { Customers = 400, From = new DateOnly(2025, 12, 1), Days = 45, Fraud = FraudShares.None };
        var tills = Simulator.Run(winter).OfType<SimulatedPayment>().Where(payment => payment.Transaction is { Type: TransactionType.Payment }).ToList();
        double advent = tills.Count(payment => Runs.DayOf(winter, payment.Time) < 23) / 23.0, january = tills.Count(payment => Runs.DayOf(winter, payment.Time) is >= 32 and < 42) / 10.0;
        Assert.True(advent > 1.15 * january, $"{advent} against {january}");
    }
}
