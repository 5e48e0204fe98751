using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.State;
using FeatureWindows = FraudFunctions.Engine.Features.Windows;

namespace FraudFunctions.Tests.Engine.State;

public sealed class CustomerStateTests
{
    private static CustomerState Who(IEnumerable<(double Day, long AmountMinor)> payments)
    {
        CustomerState customer = new();
        foreach ((double day, long amountMinor) in payments)
            customer.Learn(new Payment(Given.Payment($"d{day}", amountMinor: amountMinor, at: Given.Morning.AddDays(day)), ReferenceRates.Default));
        return customer;
    }

    private static uint At(double day) => (uint)Given.Morning.AddDays(day).ToUnixTimeSeconds();

    [Fact]
    public void One_wild_attempt_does_not_make_the_next_high_amount_ordinary()
    {
        IEnumerable<(double, long)> habit = Enumerable.Range(0, 50).Select(day => ((double)day, 2_000L));
        Assert.True(Who(habit).IsHigh(500_000));
        CustomerState attacked = Who([.. habit, (50, 100_000_000)]);
        Assert.True(attacked.IsHigh(500_000));
        Assert.Equal(5_000_000, attacked.LastRatio * 100);
    }

    [Fact]
    public void A_customer_whose_amounts_grow_for_good_is_not_high_for_ever()
        => Assert.False(Who(Enumerable.Range(0, 120).Select(i => ((double)i, i < 50 ? 2_000L : 100_000L))).IsHigh(100_000));

    [Fact]
    public void An_event_that_is_a_day_late_sees_its_own_thirty_days()
    {
        CustomerState customer = Who([(0, 100), (20, 100), (30.5, 100)]);
        Assert.Equal(2, CustomerWindows.Of(customer, At(29.5)).Count[FeatureWindows.Month]);
    }

    [Fact]
    public void A_date_far_in_the_past_makes_no_customer_old()
    {
        Assert.Equal(At(0), Who([(-9_000, 100), (0, 100), (1, 100)]).FirstTime);
        Assert.Equal(At(0), Who([(0, 100), (1, 100), (-9_000, 100)]).FirstTime);
    }

    [Fact]
    public void A_dispute_of_a_payment_long_ago_counts_from_when_it_became_known()
    {
        CustomerState customer = Who([(0, 100), (60, 100)]);
        customer.Learn(new FraudChange(null, Given.Morning.AddDays(61)), At(0));
        Assert.Equal((0, 1), (CustomerWindows.Of(customer, At(60.5)).FraudsKnown, CustomerWindows.Of(customer, At(61.5)).FraudsKnown));
        Assert.Equal(At(61), CustomerWindows.Of(customer, At(61.5)).LastFraudKnown);
        customer.Learn(new FraudChange(Given.Morning.AddDays(61), null), At(0));
        Assert.Equal((0, 0u), (CustomerWindows.Of(customer, At(62)).FraudsKnown, CustomerWindows.Of(customer, At(62)).LastFraudKnown));
    }
}
