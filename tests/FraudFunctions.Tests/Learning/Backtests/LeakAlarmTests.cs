using FraudFunctions.Engine.Labels;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Backtests;

public sealed class LeakAlarmTests
{
    private static IReadOnlyList<string> Look(BacktestResult result, FeatureTable? table = null) => LeakAlarm.Look(table ?? SmallBank.Tables.Payments, result, CompareLines.Of(result));

    [Fact]
    public void Honest_scores_of_honest_features_raise_no_alarm()
        => Assert.Empty(Look(SmallBank.Result with { Reference = Reference(SmallBank.Result.Decisive.Scores) }));

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_feature_that_is_the_label_is_named(int sign)
    {
        FeatureTable table = SmallBank.Tables.Payments;
        int width = table.Schema.Width, leaking = table.Rows.FeatureNames.ToList().IndexOf("hour");
        float[] values = table.Rows.Features.Values.ToArray();
        for (int row = 0; row < table.Rows.Rows; row++)
            values[row * width + leaking] = table.Rows.Labels.Span[row] ? sign : 0;
        FeatureTable leaky = table with { Rows = table.Rows with { Features = new Matrix(table.Rows.Rows, width, values) } };

        BacktestResult result = RunBacktest.On(leaky, SmallBank.Tables.Handbook, SmallBank.Options, Contenders.Usual);
        string alarm = Assert.Single(Look(result, leaky));
        Assert.Contains("'hour' alone has AUC 1.0000", alarm, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_surely_better_than_one_who_knew_the_rules_is_named()
    {
        BacktestResult result = SmallBank.Result;
        IReadOnlyList<string> alarms = Look(result with { Reference = Reference(result.Lines[3].Scores) });
        Assert.Contains(alarms, alarm => alarm.StartsWith("'boosted trees", StringComparison.Ordinal));
        Assert.DoesNotContain(alarms, alarm => alarm.StartsWith("'amount", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_that_are_known_at_once_are_told()
    {
        FeatureTable table = SmallBank.Tables.Payments;
        FeatureTable early = table with { Words = [.. table.Words.Select((words, row) => (ReadOnlyMemory<Word>)Array.ConvertAll(words.ToArray(), word => word with { Known = table.Rows.Times.Span[row] }))] };
        Assert.Contains("label.delayDays", Assert.Single(Look(SmallBank.Result, early)), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_were_refused_because_they_came_before_their_payment_are_told()
        => Assert.StartsWith("3 transactions had a label", Assert.Single(Look(SmallBank.Result, SmallBank.Tables.Payments with { EarlyLabels = 3 })), StringComparison.Ordinal);

    private static BacktestLine Reference(IReadOnlyList<double[]> scores)
        => new(new Contender("reference", (_, _) => []), [.. SmallBank.Result.Periods.Select((period, i) => Metrics.Of(scores[i], period, SmallBank.Options.Metrics))], scores);
}
