using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Evaluation;

public sealed class MetricsTests
{
    [Fact]
    public void Every_figure_is_the_one_its_own_class_measures()
    {
        var (scores, labels) = Golden.Rows();
        var rows = Rows(labels);
        var metrics = Metrics.Of(scores, rows, new MetricsOptions { CardsPerDay = 20, CalibrationBins = 10, BootstrapDraws = 50 });
        Assert.Equal(.185671098875399, metrics.AveragePrecision, 1e-14);
        Assert.Equal(.828298053891567, metrics.RocAuc, 1e-14);
        Assert.Equal(.43807, metrics.CalibrationError, 1e-12);
        Assert.Equal(new CostModel(500).ByExpectedLoss(scores, labels, rows.AmountsMinor.Span), metrics.AtExpectedLoss);
        Assert.Equal(123, metrics.Frauds);
        Assert.NotNull(metrics.CardPrecision);
        var card = metrics.ToCard();
        Assert.Equal(metrics.AveragePrecision, card["averagePrecision"]);
        Assert.Equal(metrics.AtExpectedLoss!.Savings, card["savings"]);
    }

    [Fact]
    public void Figures_whose_columns_are_not_known_are_left_out()
    {
        var (scores, labels) = Golden.Rows();
        var metrics = Metrics.Of(scores, SomeRows.Of(1, new float[2000], labels), new MetricsOptions());
        Assert.Null(metrics.CardPrecision);
        Assert.Null(metrics.AtExpectedLoss);
        Assert.Null(metrics.AveragePrecisionInterval);
        Assert.DoesNotContain("savings", metrics.ToCard().Keys);
    }

    [Fact]
    public void The_interval_holds_the_estimate_and_is_the_same_for_the_same_seed()
    {
        var (scores, labels) = Golden.Rows();
        var cards = Rows(labels).CustomerIds.Span;
        var interval = Bootstrap.AveragePrecision(scores, labels, cards, new Random(1));
        Assert.Equal(interval, Bootstrap.AveragePrecision(scores, labels, cards, new Random(1)));
        Assert.InRange(.1857, interval.Low, interval.High);
        Assert.InRange(interval.High - interval.Low, .02, .15);
    }

    [Fact]
    public void One_customer_leaves_nothing_to_draw()
    {
        var (scores, labels) = Golden.Rows();
        var interval = Bootstrap.AveragePrecision(scores, labels, Enumerable.Repeat("A", 2000).ToArray(), new Random(1), draws: 5);
        Assert.Equal(Ranking.AveragePrecision(scores, labels), interval.Low, 1e-12);
        Assert.Equal(interval.Low, interval.High);
    }

    private static Dataset Rows(bool[] labels) => SomeRows.Of(1, new float[2000], labels) with
    {
        CustomerIds = Enumerable.Range(0, 2000).Select(i => $"{i * 31 % 97}").ToArray(),
        Times = Enumerable.Range(0, 2000).Select(i => new DateTimeOffset(2018, 8, 6, 0, 0, 0, TimeSpan.Zero).AddDays(i / 400)).ToArray(),
        AmountsMinor = Enumerable.Range(0, 2000).Select(i => 1000L + i % 50 * 100).ToArray()
    };
}
