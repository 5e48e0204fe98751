using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Tests.Learning.Evaluation;

public sealed class CardPrecisionTests
{
    private static readonly DateTimeOffset Monday = new(2018, 8, 6, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_card_caught_one_day_makes_room_for_another_the_next()
        => Assert.Equal(1, CardPrecision.AtTop(1, [.9, .5, .9, .4], [true, false, true, true], ["A", "B", "A", "B"], Days(0, 0, 1, 1)));

    [Fact]
    public void A_card_looked_at_in_vain_stays_in_the_queue()
        => Assert.Equal(.5, CardPrecision.AtTop(1, [.9, .5, .9, .4], [false, false, true, true], ["A", "B", "A", "B"], Days(0, 0, 1, 1)));

    [Fact]
    public void A_card_ranks_by_its_highest_score_and_counts_by_any_fraud()
        => Assert.Equal(1, CardPrecision.AtTop(1, [.1, .9, .5], [true, false, true], ["A", "A", "B"], Days(0, 0, 0)));

    [Fact]
    public void A_day_with_fewer_cards_than_k_is_still_divided_by_k()
        => Assert.Equal(.1, CardPrecision.AtTop(10, [.9, .1], [true, false], ["A", "B"], Days(0, 0)), 1e-15);

    [Fact]
    public void Cards_of_equal_score_rank_by_their_id()
    {
        Assert.Equal(1, CardPrecision.AtTop(1, [.5, .5], [false, true], ["B", "A"], Days(0, 0)));
        Assert.Equal(0, CardPrecision.AtTop(1, [.5, .5], [true, false], ["B", "A"], Days(0, 0)));
    }

    [Theory]
    [InlineData(5, .44, new[] { .6, .6, .2, .4, .4 }, new[] { 23, 26, 19, 20, 25 })]
    [InlineData(20, .39, new[] { .4, .3, .3, .5, .45 }, new[] { 23, 26, 17, 18, 20 })]
    public void Five_days_as_the_handbook_s_own_code_has_them(int k, double mean, double[] byDay, int[] compromised)
    {
        var (scores, labels) = Golden.Rows();
        var cards = Enumerable.Range(0, 2000).Select(i => $"{i * 31 % 97}").ToArray();
        var times = Enumerable.Range(0, 2000).Select(i => Monday.AddDays(i / 400)).ToArray();
        for (var i = 0; i < 2000; i++)
            scores[i] += i % 89 * 1e-6;
        var days = CardPrecision.ByDay(k, scores, labels, cards, times);
        Assert.Equal(byDay, days.Select(day => day.Precision));
        Assert.Equal(compromised, days.Select(day => day.CompromisedCards));
        Assert.Equal(mean, CardPrecision.AtTop(k, scores, labels, cards, times), 1e-12);
    }

    [Fact]
    public void Columns_of_unequal_length_are_refused()
        => Assert.Throws<ArgumentException>(() => CardPrecision.AtTop(1, [.5], [true], ["A", "B"], Days(0)));

    private static DateTimeOffset[] Days(params int[] days) => Array.ConvertAll(days, day => Monday.AddDays(day));
}
