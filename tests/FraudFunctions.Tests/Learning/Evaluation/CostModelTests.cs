using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Tests.Learning.Evaluation;

public sealed class CostModelTests
{
    private static readonly CostModel ReviewForFive = new(500);
    private static readonly bool[] Labels = [true, true, false, false];
    private static readonly long[] Amounts = [100_00, 300_00, 50_00, 20_00];

    [Fact]
    public void Three_reviews_that_stop_three_quarters_of_the_loss()
    {
        var outcome = ReviewForFive.Of([false, true, true, true], Labels, Amounts);
        Assert.Equal(new Outcome { Flagged = 3, Precision = 1.0 / 3, Recall = .5, AmountRecall = .75, Savings = .7125 }, outcome);
    }

    [Fact]
    public void Flagging_nothing_saves_nothing()
        => Assert.Equal(0, ReviewForFive.Of(new bool[4], Labels, Amounts).Savings);

    [Fact]
    public void A_row_is_flagged_when_its_expected_loss_exceeds_the_review()
    {
        // .06 of 100 is 6 > 5; .01 of 300 is 3; .1 of 50 is 5, not more.
        var outcome = ReviewForFive.ByExpectedLoss([.06, .01, .1, .9], Labels, Amounts);
        Assert.Equal(2, outcome.Flagged);
        Assert.Equal(.25, outcome.AmountRecall);
    }

    [Fact]
    public void A_row_at_the_threshold_is_flagged()
        => Assert.Equal(2, ReviewForFive.ByThreshold(.5, [.5, .6, .49, 0], Labels, Amounts).Flagged);

    [Fact]
    public void With_nothing_at_stake_savings_are_not_defined()
        => Assert.Throws<ArgumentException>(() => ReviewForFive.Of(new bool[4], new bool[4], Amounts));
}
