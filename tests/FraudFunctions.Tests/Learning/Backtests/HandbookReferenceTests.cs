using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Tests.Learning.Backtests;

public sealed class HandbookReferenceTests
{
    private static readonly TimeSpan week = TimeSpan.FromDays(7);
    private readonly BuildFeatureTable build = new(FeatureSchema.Handbook());
    private int payments;

    /// <summary>A day's payment of a customer who spends about fifty.</summary>
    private void Pay(double day, string merchant, double amount = 50, bool fraud = false, string customer = "c1")
    {
        Transaction transaction = Given.Payment($"t{++payments}", customer, (long)(amount * 100), Given.Morning.AddDays(day), merchant);
        build.Add(transaction, new Truth(fraud, null));
        if (fraud)
            build.Add(Given.Fraud(transaction, week));
    }

    private double Last()
    {
        FeatureTable table = build.ToTable();
        int last = table.Rows.Rows - 1;
        BacktestOptions options = new() { Starts = [table.Rows.Times.Span[last]], LeaveOutKnownCards = false };
        using BacktestPeriod period = new(table, table, table.Rows.Times.Span[last], options);
        return Contenders.NearBayes(table, week).Score(period, default)[^1];
    }

    [Fact]
    public void An_amount_above_220_is_certain()
    {
        Pay(0, "m1", 221, customer: "c9");
        Assert.Equal(1, Last());
    }

    [Fact]
    public void A_terminal_that_was_clean_a_week_ago_may_have_been_compromised_since()
    {
        for (int day = 0; day < 40; day++)
            Pay(day, "m1");
        Pay(40, "m1");
        // Seven or eight days on which it may have begun, and next to nothing from a customer who spends as always.
        Assert.InRange(Last(), 7 * 2e-4, 8.5 * 2e-4 + .001);
    }

    [Fact]
    public void Frauds_in_a_row_at_a_terminal_give_it_away_until_its_28_days_are_over()
    {
        for (int day = 0; day < 40; day++)
            Pay(day, "m1", fraud: day >= 20, customer: $"c{day}");
        Pay(40, "m1", customer: "c1");
        Assert.True(Last() > .98);
        Pay(48.5, "m1", customer: "c2");
        Assert.True(Last() < .05);
    }

    [Fact]
    public void A_label_that_is_not_there_yet_is_not_heard_of()
    {
        for (int day = 0; day < 40; day++)
            Pay(day, "m1", fraud: day >= 34, customer: $"c{day}");
        Pay(40, "m1", customer: "c1");
        Assert.True(Last() < .01);
    }

    [Fact]
    public void Five_times_the_usual_is_suspicious_and_more_so_after_another()
    {
        for (int day = 0; day < 60; day++)
            Pay(day, $"m{day}", 30 + day % 3);
        Pay(60, "x1", 155);
        double once = Last();
        Pay(60.5, "x2", 150);
        double twice = Last();
        Assert.True(once > .5);
        Assert.True(twice > once);
        Pay(61, "x3", 31);
        Assert.True(Last() < .05);
    }
}
