using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Tests.Learning.Tables;

public sealed class SequenceTargetsTests
{
    private static readonly TimeSpan maturity = TimeSpan.FromDays(7);

    /// <summary>A customer who pays every tenth day from day 0 to day 90; the payment of day 50 is a fraud, known five days later.</summary>
    private static FeatureTable Table(TimeSpan known)
    {
        BuildFeatureTable build = new(FeatureSchema.Payments());
        for (int day = 0; day <= 90; day += 10)
        {
            Transaction payment = Given.Payment($"t{day}", at: Given.Morning.AddDays(day));
            build.Add(payment, null);
            if (day == 50)
                build.Add(Given.Fraud(payment, known));
        }
        return build.ToTable();
    }

    private static SequenceRows At(double day, FeatureTable? table = null, double from = 0)
        => SequenceTargets.KnownAt(table ?? Table(TimeSpan.FromDays(5)), Given.Morning.AddDays(day), maturity, Given.Morning.AddDays(from));

    [Theory]
    // Silence lasts a week before it means genuine; the fraud counts from the day it is known.
    [InlineData(54, new sbyte[] { 0, 0, 0, 0, 0, -1, -1, -1, -1, -1 })]
    [InlineData(56, new sbyte[] { 0, 0, 0, 0, 0, 1, -1, -1, -1, -1 })]
    [InlineData(68, new sbyte[] { 0, 0, 0, 0, 0, 1, 0, -1, -1, -1 })]
    public void A_payment_teaches_what_was_known_of_it(double at, sbyte[] fraud) => Assert.Equal(fraud, At(at).Fraud);

    [Theory]
    [InlineData(54, new sbyte[] { 0, 0, -1, -1, -1, -1, -1, -1, -1, -1 })]
    [InlineData(56, new sbyte[] { 0, 0, -1, -1, -1, -1, -1, -1, -1, -1 })]
    [InlineData(78, new sbyte[] { 0, 0, 1, 1, 1, -1, -1, -1, -1, -1 })]
    [InlineData(99, new sbyte[] { 0, 0, 1, 1, 1, 0, 0, -1, -1, -1 })]
    public void A_month_teaches_once_it_has_been_over_for_a_week(double at, sbyte[] month) => Assert.Equal(month, At(at).Month);

    [Fact]
    public void Rows_that_have_not_happened_yet_are_no_part_of_a_history()
    {
        Assert.Equal([0, 1, 2, 3], Assert.Single(At(39.5).Customers));
        Assert.Equal(4, At(39.5).Rows);
    }

    [Fact]
    public void The_time_of_warming_up_moves_the_memory_on_and_teaches_nothing()
    {
        SequenceRows rows = At(99, from: 35);
        Assert.Equal(10, rows.Rows);
        Assert.Equal([-1, -1, -1, -1, 0, 1, 0, 0, 0, 0], rows.Fraud);
        Assert.Equal([-1, -1, -1, -1, 1, 0, 0, -1, -1, -1], rows.Month);
    }

    [Fact]
    public void What_became_known_later_changes_nothing()
    {
        SequenceRows late = At(78, Table(TimeSpan.FromDays(28.5))), never = At(78, Table(TimeSpan.FromDays(400)));
        Assert.Equal(never.Fraud, late.Fraud);
        Assert.Equal(never.Month, late.Month);
        Assert.DoesNotContain((sbyte)1, late.Month);
    }

    [Fact]
    public void A_withdrawn_fraud_is_none()
    {
        BuildFeatureTable build = new(FeatureSchema.Payments());
        Transaction payment = Given.Payment();
        build.Add(payment, null);
        build.Add(Given.Fraud(payment));
        build.Add(Given.Fraud(payment, TimeSpan.FromDays(3)) with { Verdict = Verdict.Genuine });
        Assert.Equal([1], At(2, build.ToTable()).Fraud);
        Assert.Equal([0], At(4, build.ToTable()).Fraud);
    }
}
