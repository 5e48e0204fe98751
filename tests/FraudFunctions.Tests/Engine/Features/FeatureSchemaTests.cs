using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Tests.Engine.Features;

/// <summary>What every schema promises, and what the features mean.</summary>
public sealed class FeatureSchemaTests
{
    private static readonly FeatureSchema payments = FeatureSchema.Payments();

    public static TheoryData<FeatureSchema> Schemas => [payments, FeatureSchema.Handbook()];

    private static float[] Observe(SequentialPass pass, Transaction transaction)
    {
        float[] features = new float[payments.Width];
        Array.Fill(features, float.MinValue);
        pass.Observe(transaction, features);
        return features;
    }

    private static float Value(float[] features, string column) => features[payments.Columns.Select(one => one.Name).ToList().IndexOf(column)];

    [Theory]
    [MemberData(nameof(Schemas), DisableDiscoveryEnumeration = true)]
    public void Every_column_has_a_name_of_its_own_a_meaning_and_a_known_reason(FeatureSchema schema)
    {
        Assert.Equal(schema.Width, schema.Columns.Select(column => column.Name).Distinct().Count());
        Assert.All(schema.Columns, column => Assert.NotEmpty(column.Meaning));
        Assert.All(schema.Columns, column => Assert.True(ReasonCatalog.Knows(column.ReasonCode), column.Name));
    }

    [Theory]
    [MemberData(nameof(Schemas), DisableDiscoveryEnumeration = true)]
    public void Every_column_is_written_for_the_barest_and_for_the_richest_transaction(FeatureSchema schema)
    {
        foreach (Transaction transaction in new[] { Given.Payment() with { Merchant = new Merchant("m") }, Rich() })
        {
            float[] features = new float[schema.Width];
            Array.Fill(features, float.MinValue);
            new SequentialPass(schema).Observe(transaction, features);
            Assert.DoesNotContain(float.MinValue, features);
            Assert.DoesNotContain(features, float.IsInfinity);
        }
    }

    [Fact]
    public void The_hash_changes_with_everything_a_value_depends_on()
    {
        string[] hashes =
        [
            payments.Hash,
            FeatureSchema.Handbook().Hash,
            FeatureSchema.Payments(new FeatureOptions { LabelDelaySeconds = 86_400 }).Hash,
            FeatureSchema.Payments(new FeatureOptions { FraudPrior = .5 }).Hash,
            FeatureSchema.Payments(new FeatureOptions { Rates = ReferenceRates.Default with { BaseCurrency = "USD" } }).Hash,
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(payments.Hash, FeatureSchema.Payments().Hash);
    }

    [Fact]
    public void A_window_is_open_at_its_far_end_and_counts_the_transaction_itself()
    {
        SequentialPass pass = new(payments);
        Observe(pass, Given.Payment("t1", amountMinor: 1_000));
        float[] within = Observe(pass, Given.Payment("t2", amountMinor: 3_000, at: Given.Morning.AddSeconds(3_599)));
        Assert.Equal((2, 40), (Value(within, "customer_count_1h"), Value(within, "customer_amount_sum_1h")));
        float[] outside = Observe(pass, Given.Payment("t3", amountMinor: 500, at: Given.Morning.AddSeconds(3_600)));
        Assert.Equal((2, 35), (Value(outside, "customer_count_1h"), Value(outside, "customer_amount_sum_1h")));
        Assert.Equal(3, Value(outside, "customer_count_1d"));
    }

    [Fact]
    public void Of_two_events_in_one_second_the_second_sees_the_first()
    {
        SequentialPass pass = new(payments);
        Assert.Equal(1, Value(Observe(pass, Given.Payment("t1")), "customer_count_1h"));
        Assert.Equal(2, Value(Observe(pass, Given.Payment("t2")), "customer_count_1h"));
    }

    [Fact]
    public void A_late_event_does_not_see_what_happened_after_it()
    {
        SequentialPass pass = new(payments);
        Observe(pass, Given.Payment("t1", at: Given.Morning));
        Observe(pass, Given.Payment("t3", at: Given.Morning.AddMinutes(30)));
        float[] late = Observe(pass, Given.Payment("t2", at: Given.Morning.AddMinutes(10)));
        Assert.Equal(2, Value(late, "customer_count_1h"));
        Assert.Equal(4, Value(Observe(pass, Given.Payment("t4", at: Given.Morning.AddMinutes(40))), "customer_count_1h"));
    }

    [Fact]
    public void What_is_new_is_new_once()
    {
        SequentialPass pass = new(payments);
        float[] first = Observe(pass, Rich());
        float[] again = Observe(pass, Rich() with { Id = "t2", Time = Given.Morning.AddMinutes(5) });
        foreach (string column in new[] { "customer_merchant_new", "customer_device_new", "customer_ip_new", "customer_country_new" })
            Assert.Equal((1, 0), (Value(first, column), Value(again, column)));
        Assert.Equal(float.NaN, Value(Observe(pass, Given.Payment("t3", customer: "c2")), "customer_device_new"));
    }

    [Fact]
    public void Amounts_in_foreign_money_are_compared_in_the_base_currency()
    {
        SequentialPass pass = new(payments);
        Observe(pass, Given.Payment("t1", amountMinor: 5_000));
        float[] yen = Observe(pass, Given.Payment("t2", at: Given.Morning.AddMinutes(1)) with { AmountMinor = 10_000, Currency = "JPY" });
        Assert.Equal(56, Value(yen, "amount"), 3);
        Assert.Equal(56 / 50f, Value(yen, "customer_amount_ratio"), 3);
    }

    [Fact]
    public void Money_that_comes_in_and_leaves_again_passes_through()
    {
        SequentialPass pass = new(payments);
        Observe(pass, Given.Transfer("in", amountMinor: 100_000) with { Direction = Direction.Credit });
        float[] leaving = Observe(pass, Given.Transfer("out", to: "GB82WEST12345698765432", amountMinor: 90_000, at: Given.Morning.AddHours(2)));
        Assert.Equal(.9f, Value(leaving, "customer_pass_through_1d"), 4);
        Assert.Equal(1_000, Value(leaving, "customer_received_1d"));
        Assert.Equal(1, Value(leaving, "customer_counterparty_new"));
    }

    [Fact]
    public void A_label_counts_from_when_it_became_known_and_not_a_second_earlier()
    {
        SequentialPass pass = new(payments);
        Transaction fraud = Given.Payment("f", customer: "victim");
        Observe(pass, fraud);
        pass.Learn(Given.Fraud(fraud, TimeSpan.FromDays(2)));
        float[] before = Observe(pass, Given.Payment("t1", at: fraud.Time.AddDays(2).AddSeconds(-1)));
        float[] at = Observe(pass, Given.Payment("t2", at: fraud.Time.AddDays(2)));
        Assert.Equal((0, 1), (Value(before, "merchant_frauds_known_7d"), Value(at, "merchant_frauds_known_7d")));
        float[] own = Observe(pass, Given.Payment("t3", customer: "victim", at: fraud.Time.AddDays(2)));
        Assert.Equal(1, Value(own, "customer_frauds_known_30d"));
    }

    [Fact]
    public void A_merchant_whose_matured_payments_are_all_fraud_shows_a_run()
    {
        SequentialPass pass = new(payments);
        Transaction genuine = Given.Payment("g", customer: "c0", at: Given.Morning.AddDays(-3));
        Observe(pass, genuine);
        for (int i = 0; i < 3; i++)
        {
            Transaction fraud = Given.Payment($"f{i}", customer: $"v{i}", at: Given.Morning.AddDays(-2).AddHours(i));
            Observe(pass, fraud);
            pass.Learn(Given.Fraud(fraud, TimeSpan.FromDays(1)));
        }
        float[] features = Observe(pass, Given.Payment("t", at: Given.Morning.AddDays(6)));
        Assert.Equal(3, Value(features, "merchant_fraud_run"));
        Assert.Equal(8, Value(features, "merchant_fraud_run_age_days"), 3);
        Assert.Equal(.75f, Value(features, "merchant_risk_7d"), 4);
        Assert.Equal(3, Value(features, "merchant_unexplained_frauds_7d"));
    }

    [Fact]
    public void Customers_who_share_a_device_are_counted_once_each()
    {
        SequentialPass pass = new(payments);
        for (int i = 0; i < 5; i++)
            Observe(pass, Given.Payment($"t{i}", customer: $"c{i % 3}", at: Given.Morning.AddMinutes(i)) with { DeviceId = "shared" });
        float[] features = Observe(pass, Given.Payment("t9", customer: "c9", at: Given.Morning.AddMinutes(9)) with { DeviceId = "shared" });
        Assert.Equal((4, 5), (Value(features, "device_customers_1d"), Value(features, "device_count_1d")));
    }

    private static Transaction Rich() => Given.Payment() with
    {
        Counterparty = new Counterparty("DE1", "A", "FR"),
        DeviceId = "d1",
        Ip = "203.0.113.1",
        Geo = new Geo(52.5, 13.4),
        CardPresence = CardPresence.NotPresent,
        Authentication = Authentication.Strong,
        BalanceBeforeMinor = 10_000,
    };
}
