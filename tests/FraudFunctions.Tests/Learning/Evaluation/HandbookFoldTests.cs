using System.IO.Compression;
using System.Text;
using FraudFunctions.Cli.Benches;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Baselines;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Evaluation;

public sealed class HandbookFoldTests
{
    [Fact]
    public void A_fold_is_read_with_its_features_labels_and_amounts()
    {
        var (rows, scores) = HandbookFold.Read(Zipped("TRANSACTION_ID,TX_AMOUNT,NIGHT,TX_FRAUD,XGB_SCORE\n7,40.77,1,0,0.25\n9,9.6,0,1,0.5\n"));
        Assert.Equal(["TX_AMOUNT", "NIGHT"], rows.FeatureNames);
        Assert.Equal([40.77f, 1, 9.6f, 0], rows.Features.Values.ToArray());
        Assert.Equal([false, true], rows.Labels.ToArray());
        Assert.Equal([4077, 960], rows.AmountsMinor.ToArray());
        Assert.Equal([.25, .5], scores);
        var known = HandbookFold.WithCards(rows, Zipped("TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID\n9,2018-08-09 01:02:03,55\n7,2018-08-08 00:00:00,66\n8,2018-08-08 00:00:00,77\n"));
        Assert.Equal(["66", "55"], known.CustomerIds.ToArray());
        Assert.Equal(new DateTimeOffset(2018, 8, 9, 1, 2, 3, TimeSpan.Zero), known.Times.Span[1]);
    }

    [Fact]
    public void A_file_that_is_no_fold_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => HandbookFold.Read(Zipped("a,b\n")));
        Assert.Throws<InvalidDataException>(() => HandbookFold.Read(Zipped("")));
    }

    [Fact]
    public void XGBoost_s_published_scores_have_the_published_figures()
    {
        var (rows, scores) = HandbookFolds.TestWithCards();
        var ranking = Ranking.Of(scores, rows.Labels.Span);
        Assert.Equal(.6827, ranking.AveragePrecision(), 1e-4);
        Assert.Equal(.8725, ranking.RocAuc(), 1e-4);
        Assert.Equal(.2957, CardPrecision.AtTop(100, scores, rows.Labels.Span, rows.CustomerIds.Span, rows.Times.Span), 1e-4);
    }

    [Fact]
    public void Our_trees_rank_like_XGBoost_s()
    {
        var (train, _) = HandbookFolds.Fold(HandbookFolds.Train);
        var (test, _) = HandbookFolds.Fold(HandbookFolds.Test);
        Assert.Equal((67240, 598, 58264, 385), (train.Rows, train.Positives, test.Rows, test.Positives));
        var ranking = Ranking.Of(Fitted(train, FoldComparison.Options, test), test.Labels.Span);
        Assert.Equal(.683, ranking.AveragePrecision(), .015);
        Assert.Equal(.8725, ranking.RocAuc(), .01);
    }

    [Fact]
    public void Class_balanced_cuts_beat_equal_frequency_and_many_bins_make_up_for_it()
    {
        var (train, _) = HandbookFolds.Fold(HandbookFolds.Train);
        var (test, _) = HandbookFolds.Fold(HandbookFolds.Test);
        double Ap(BoostingOptions options) => Ranking.AveragePrecision(Fitted(train, options, test), test.Labels.Span);
        var equal = FoldComparison.Options with { Cuts = CutRule.EqualFrequency };
        Assert.True(Ap(FoldComparison.Options) > Ap(equal) + .02);
        Assert.True(Ap(equal with { MaxCuts = 4096 }) > Ap(equal) + .02);
    }

    [Fact]
    public void The_baselines_have_their_published_figures()
    {
        var (train, _) = HandbookFolds.Fold(HandbookFolds.Train);
        var (test, _) = HandbookFolds.TestWithCards();
        (double Ap, double Auc, double Cards) Of(IBaseline baseline)
        {
            var scores = baseline.Score(test);
            var ranking = Ranking.Of(scores, test.Labels.Span);
            var cards = CardPrecision.AtTop(100, scores, test.Labels.Span, test.CustomerIds.Span, test.Times.Span);
            return (ranking.AveragePrecision(), ranking.RocAuc(), cards);
        }
        var regression = Of(LogisticRegression.Fit(train, cancel: TestContext.Current.CancellationToken));
        Assert.Equal(.6057, regression.Ap, .001);
        Assert.Equal(.8705, regression.Auc, .001);
        Assert.Equal(.2914, regression.Cards, .001);
        var random = Of(new RandomScores(1));
        Assert.Equal(.007, random.Ap, .002);
        Assert.Equal(.5, random.Auc, .03);
        Assert.True(Of(MaxAbsZ.Fit(train.Features)).Ap is > .1 and < .4);
        Assert.True(Of(new AmountRule(220_00)).Auc is > .5 and < .6);
    }

    private static double[] Fitted(Dataset train, BoostingOptions options, Dataset test)
    {
        TreeEnsemble model = BoostTrees.Fit(train, "handbook-15", options, cancel: TestContext.Current.CancellationToken).Model;
        return ScoreRows.With(model, test.Features);
    }

    private static MemoryStream Zipped(string text)
    {
        var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(Encoding.UTF8.GetBytes(text));
        zipped.Position = 0;
        return zipped;
    }
}
