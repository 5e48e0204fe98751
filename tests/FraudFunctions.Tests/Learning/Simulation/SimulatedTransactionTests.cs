using System.Numerics;
using System.Text.RegularExpressions;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Tests.Learning.Simulation;

public sealed partial class SimulatedTransactionTests
{
    private static readonly string[] currencies = ["EUR", "GBP", "USD", "JPY", "CHF", "TRY", "CZK", "PLN", "SEK", "TND", "THB"];

    private static readonly string[] countries =
        ["AT", "BE", "CH", "CZ", "DE", "EE", "ES", "FI", "FR", "GB", "GR", "IE", "IT", "JP", "LT", "LU", "NL", "PL", "SE", "TH", "TN", "TR", "US"];

    private static IEnumerable<Transaction> All => Runs.QuarterPayments.Select(payment => payment.Transaction);

    [Fact]
    public void Ids_are_there_and_unique()
    {
        Assert.All(All, transaction => Assert.True(transaction.Id.Length > 0 && transaction.CustomerId.Length > 0 && transaction.AccountId is { Length: > 0 }));
        Assert.Equal(Runs.QuarterPayments.Length, All.Select(transaction => transaction.Id).ToHashSet(StringComparer.Ordinal).Count);
    }

    [Fact]
    public void Amounts_are_positive_and_codes_are_of_the_standard()
    {
        Assert.All(All, transaction =>
        {
            Assert.True(transaction.AmountMinor > 0);
            Assert.Contains(transaction.Currency, currencies);
            Assert.Equal(TimeSpan.Zero, transaction.Time.Offset);
            Assert.Equal(0, transaction.Time.Ticks % TimeSpan.TicksPerMillisecond);
            if (transaction.Merchant is { } merchant)
                Assert.True(FourDigits().IsMatch(merchant.Mcc!) && countries.Contains(merchant.Country));
            if (transaction.Counterparty is { } counterparty)
                Assert.True(counterparty.Name is { Length: > 4 } && countries.Contains(counterparty.Country));
            if (transaction.Geo is { } geo)
                Assert.True(Math.Abs(geo.Latitude) <= 90 && Math.Abs(geo.Longitude) <= 180);
        });
        Assert.Superset(new HashSet<string> { "EUR", "GBP", "USD", "JPY", "TND" }, All.Select(transaction => transaction.Currency).ToHashSet());
    }

    [Fact]
    public void Account_numbers_carry_valid_check_digits()
    {
        var accounts = All.Select(transaction => transaction.AccountId!).Concat(All.Select(transaction => transaction.Counterparty?.Account).OfType<string>()).Distinct();
        Assert.All(accounts, account => Assert.Equal(1, Mod97(account)));
    }

    [Fact]
    public void Every_account_is_a_ledger()
    {
        foreach (var account in All.GroupBy(transaction => transaction.AccountId))
        {
            long? balance = null;
            foreach (var transaction in account)
            {
                if (transaction.Currency == "EUR")
                {
                    balance ??= transaction.BalanceBeforeMinor;
                    Assert.Equal(balance, transaction.BalanceBeforeMinor);
                }

                balance += Runs.BilledCents(transaction);
            }
        }
    }

    [Fact]
    public void Nobody_spends_far_beyond_their_means()
    {
        var last = All.Where(transaction => transaction.Currency == "EUR").GroupBy(transaction => transaction.CustomerId).Select(life => life.Last().BalanceBeforeMinor!.Value / 100.0).Order().ToArray();
        Assert.InRange(last[last.Length / 2], 200, 5_000);
        Assert.True(last[last.Length / 20] > -8_000);
    }

    [Fact]
    public void What_a_transaction_says_fits_its_kind()
    {
        Assert.All(All, transaction =>
        {
            Assert.Equal(transaction.Type is TransactionType.Payment or TransactionType.Withdrawal or TransactionType.TopUp or TransactionType.Refund, transaction.Merchant is not null);
            Assert.Equal(transaction.Type == TransactionType.Transfer, transaction.Counterparty is not null);
            Assert.Equal(transaction.DeviceId is null, transaction.Ip is null);
            if (transaction.Channel is Channel.Pos or Channel.Atm)
                Assert.True(transaction.DeviceId is null && transaction.CardPresence != CardPresence.NotPresent);
            if (transaction.Type is TransactionType.Refund or TransactionType.Deposit)
                Assert.Equal(Direction.Credit, transaction.Direction);
            Assert.Equal(transaction.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal), transaction.Attributes);
        });
        foreach (var type in Enum.GetValues<TransactionType>())
            Assert.Contains(All, transaction => transaction.Type == type);
        foreach (var channel in Enum.GetValues<Channel>())
            Assert.Contains(All, transaction => transaction.Channel == channel);
    }

    private static int Mod97(string account)
    {
        string turned = account[4..] + account[..4];
        return (int)(BigInteger.Parse(string.Concat(turned.Select(c => char.IsDigit(c) ? $"{c}" : $"{c - 'A' + 10}"))) % 97);
    }

    [GeneratedRegex("^[0-9]{4}$")]
    private static partial Regex FourDigits();
}
