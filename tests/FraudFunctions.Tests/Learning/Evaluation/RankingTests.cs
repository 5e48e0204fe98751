using FraudFunctions.Learning.Evaluation;
using FsCheck.Xunit;

namespace FraudFunctions.Tests.Learning.Evaluation;

public sealed class RankingTests
{
    [Fact]
    public void Four_rows_with_a_tie_by_hand()
    {
        var ranking = Ranking.Of([.9, .8, .8, .1], [true, false, true, false]);
        Assert.Equal(.5 + .5 * 2 / 3, ranking.AveragePrecision(), 1e-15);
        Assert.Equal(.875, ranking.RocAuc(), 1e-15);
    }

    [Fact]
    public void Two_thousand_heavily_tied_rows_as_scikit_learn_has_them()
    {
        var (scores, labels) = Golden.Rows();
        var ranking = Ranking.Of(scores, labels);
        Assert.Equal(123, ranking.Positives);
        Assert.Equal(.185671098875399, ranking.AveragePrecision(), 1e-14);
        Assert.Equal(.828298053891567, ranking.RocAuc(), 1e-14);
        Assert.Equal(0, ranking.RecallAt(.001));
        Assert.Equal(.048780487804878, ranking.RecallAt(.01), 1e-14);
        Assert.Equal(.341463414634146, ranking.RecallAt(.1), 1e-14);
        Assert.Equal(.821138211382114, ranking.RecallAt(.3), 1e-14);
    }

    [Fact]
    public void One_score_for_all_is_as_good_as_chance()
    {
        var ranking = Ranking.Of([.5, .5, .5, .5], [true, false, false, false]);
        Assert.Equal(.25, ranking.AveragePrecision());
        Assert.Equal(.5, ranking.RocAuc());
        Assert.Equal(0, ranking.RecallAt(.5));
    }

    [Fact]
    public void A_perfect_ranking_is_perfect()
    {
        var ranking = Ranking.Of([4, 3, 2, 1], [true, true, false, false]);
        Assert.Equal(1, ranking.AveragePrecision());
        Assert.Equal(1, ranking.RocAuc());
        Assert.Equal(1, ranking.RecallAt(0));
    }

    [Property]
    public bool The_order_of_the_rows_does_not_matter(int seed)
    {
        var (scores, labels) = Golden.Rows();
        var order = Enumerable.Range(0, scores.Length).ToArray();
        new Random(seed).Shuffle(order);
        var shuffled = Ranking.Of(Array.ConvertAll(order, row => scores[row]), Array.ConvertAll(order, row => labels[row]));
        return shuffled.AveragePrecision() == Ranking.Of(scores, labels).AveragePrecision();
    }

    [Fact]
    public void Only_the_order_of_the_scores_matters()
    {
        var (scores, labels) = Golden.Rows();
        var logits = Array.ConvertAll(scores, score => Math.Log(score + .001) * 7 - 3);
        Assert.Equal(Ranking.AveragePrecision(scores, labels), Ranking.AveragePrecision(logits, labels));
    }

    [Fact]
    public void The_curve_begins_at_the_highest_score_and_ends_when_all_frauds_are_caught()
    {
        var (scores, labels) = Golden.Rows();
        var curve = Ranking.Of(scores, labels).PrecisionRecall(most: 1000);
        Assert.Equal(new PrecisionRecallPoint(1, .3, 6 / 123.0), curve[0]);
        Assert.Equal(.275, curve[1].Precision, 1e-12);
        Assert.Equal(.0894308943089, curve[1].Recall, 1e-12);
        Assert.Equal(1, curve[^1].Recall);
        Assert.True(curve.Zip(curve.Skip(1), (a, b) => a.Threshold > b.Threshold && a.Recall <= b.Recall).All(falls => falls));
    }

    [Fact]
    public void A_curve_has_no_more_points_than_asked_for()
        => Assert.InRange(Ranking.Of(Golden.Rows().Scores, Golden.Rows().Labels).PrecisionRecall(most: 10).Count, 5, 10);

    [Fact]
    public void What_cannot_be_ranked_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Ranking.Of([1, 2], [true]));
        Assert.Throws<ArgumentException>(() => Ranking.Of([1, 2], [true, true]));
        Assert.Throws<ArgumentException>(() => Ranking.Of([], []));
        Assert.Equal("Row 1 has no score (NaN).", Assert.Throws<ArgumentException>(() => Ranking.Of([1, double.NaN], [true, false])).Message);
    }
}
