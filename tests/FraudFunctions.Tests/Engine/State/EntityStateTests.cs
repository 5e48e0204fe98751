using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.State;
using FeatureWindows = FraudFunctions.Engine.Features.Windows;

namespace FraudFunctions.Tests.Engine.State;

public sealed class EntityStateTests
{
    private const uint Day = 86_400;
    private const uint Delay = 7 * Day;
    private static readonly uint start = (uint)Given.Morning.ToUnixTimeSeconds();

    /// <summary>A merchant with a payment a minute, each by another customer: hot enough to be folded.</summary>
    private static EntityState Hot(uint from, int payments = 2_000)
    {
        EntityState merchant = new();
        for (uint i = 0; i < payments; i++)
            merchant.Learn(Facts.Seen(from + i * 60, (ushort)(i + 1)));
        Assert.Contains(merchant.History.Moments.ToArray(), moment => moment.IsFold);
        return merchant;
    }

    private static int Marked(EntityState merchant) => merchant.History.Moments.ToArray().Sum(moment => moment.Frauds);

    [Fact]
    public void Only_a_fraud_that_was_counted_is_taken_back_out_of_a_fold()
    {
        EntityState merchant = Hot(start);
        for (uint i = 0; i < 3; i++)
            merchant.Learn(Facts.Fraud(start + i * 60, (ushort)(i + 1), known: start + 200_000));
        Assert.Equal(3, Marked(merchant));
        merchant.Learn(Facts.Withdrawn(start + 60, 2, known: start + 200_000));
        Assert.Equal((2, 2), (Marked(merchant), merchant.Frauds.Entries.ToArray().Sum(fraud => fraud.Frauds)));
    }

    [Fact]
    public void Frauds_at_a_hot_merchant_keep_the_time_they_became_known()
    {
        EntityState merchant = Hot(start);
        for (uint i = 0; i < 5; i++)
            merchant.Learn(Facts.Fraud(start + i * 60, (ushort)(i + 1), known: start + 200_000));
        uint now = start + 20 * Day;
        merchant.Learn(Facts.Fraud(start + 300, 6, known: now - 100));
        EntityWindows windows = EntityWindows.Of(merchant, now);
        Assert.Equal((1, 6), (windows.FraudsKnown[FeatureWindows.Day], windows.FraudsKnown[FeatureWindows.Month]));
        Assert.Equal(5, EntityWindows.Of(merchant, now - 101).FraudsKnown[FeatureWindows.Month]);
    }

    [Fact]
    public void A_late_dispute_counts_as_known_whenever_the_payment_happened()
    {
        EntityState merchant = new();
        merchant.Learn(Facts.Seen(start, 1));
        uint now = start + 45 * Day;
        merchant.Learn(Facts.Seen(now, 2));
        merchant.Learn(Facts.Fraud(start, 1, known: now));
        Assert.Equal(1, EntityWindows.Of(merchant, now + 60).FraudsKnown[FeatureWindows.Day]);
        Assert.Equal(0, MaturedWindows.Of(merchant, now + 8 * Day, Delay).Frauds[FeatureWindows.Month]);
    }

    [Fact]
    public void A_label_of_a_forgotten_payment_marks_no_other()
    {
        uint later = start + 100 * Day;
        EntityState merchant = new();
        merchant.Learn(Facts.Seen(start, 9));
        for (uint i = 0; i < 2_000; i++)
            merchant.Learn(Facts.Seen(later + i * 600, (ushort)(i + 1)));
        merchant.Learn(Facts.Fraud(start, 9, known: later + 1_300_000));
        Assert.Equal(0, MaturedWindows.Of(merchant, later + 1_400_000, Delay).Frauds[FeatureWindows.Month]);
    }

    [Fact]
    public void Two_frauds_of_one_customer_in_one_second_count_twice()
    {
        EntityState merchant = new();
        merchant.Learn(Facts.Seen(start, 1));
        merchant.Learn(Facts.Seen(start, 1));
        merchant.Learn(Facts.Fraud(start, 1, known: start + 60));
        merchant.Learn(Facts.Fraud(start, 1, known: start + 61));
        MaturedWindows matured = MaturedWindows.Of(merchant, start + 8 * Day, Delay);
        Assert.Equal((2, 2, 2), (matured.Count[FeatureWindows.Month], matured.Frauds[FeatureWindows.Month], matured.Run));
        Assert.Equal(2, EntityWindows.Of(merchant, start + Day).FraudsKnown[FeatureWindows.Day]);
    }

    [Fact]
    public void A_late_event_does_not_see_a_fraud_that_became_known_after_it()
    {
        EntityState merchant = new();
        merchant.Learn(Facts.Seen(start, 1));
        merchant.Learn(Facts.Seen(start + 60, 2));
        merchant.Learn(Facts.Fraud(start, 1, known: start + 9 * Day));
        Assert.Equal(0, MaturedWindows.Of(merchant, start + 8 * Day, Delay).Frauds[FeatureWindows.Month]);
        Assert.Equal(1, MaturedWindows.Of(merchant, start + 9 * Day, Delay).Frauds[FeatureWindows.Month]);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(5)]
    public void Words_about_a_payment_have_the_same_effect_in_any_order(int others)
    {
        EntityFact[] words = [Facts.Fraud(start, 1, known: start + 100), Facts.Withdrawn(start, 1, known: start + 100), Facts.Fraud(start, 1, known: start + 9 * Day)];
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (int[] order in orders)
        {
            EntityState merchant = others > 100 ? Hot(start, others) : new EntityState();
            merchant.Learn(Facts.Seen(start, 1));
            foreach (int word in order)
                merchant.Learn(words[word]);
            Assert.Equal(1, Marked(merchant));
            Assert.Equal([new KnownFraud(start + 9 * Day, start, 1, 0)], merchant.Frauds.Entries.ToArray());
        }
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(1, 0, 2)]
    [InlineData(2, 1, 0)]
    public void A_date_far_in_the_past_makes_no_entity_old_in_whatever_order_it_comes(params int[] order)
    {
        uint longAgo = (uint)new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        uint[] times = [longAgo, start, start + 60];
        EntityState account = new();
        foreach (int i in order)
            account.Learn(Facts.Seen(times[i], (ushort)(i + 1)));
        Assert.Equal(start, account.FirstTime);
    }

    [Fact]
    public void A_first_event_that_is_late_by_days_is_still_the_first()
    {
        EntityState account = new();
        account.Learn(Facts.Seen(start + 5 * Day, 2));
        account.Learn(Facts.Seen(start, 1));
        Assert.Equal(start, account.FirstTime);
    }
}
