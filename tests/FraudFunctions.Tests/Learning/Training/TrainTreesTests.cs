using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Learning;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Training;

public sealed class TrainTreesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset At = Start.AddDays(60);
    private static readonly TrainingOptions Early = new()
    {
        WarmUp = TimeSpan.Zero,
        Boosting = new BoostingOptions { Trees = 200, MaxDepth = 5, LearningRate = .3, EarlyStoppingTrees = 10 }
    };

    [Fact]
    public void The_days_before_the_calibration_choose_the_number_of_trees()
    {
        var model = Fit(Table(), Early);
        Assert.InRange(model.Trees.Roots.Length, 1, 150);
        Assert.Equal("10", model.Card.Options["earlyStoppingTrees"]);
        Assert.Equal("7", model.Card.Options["stoppingDays"]);
        Assert.Equal(Fit(Table(), Early with { Boosting = Early.Boosting with { Trees = model.Trees.Roots.Length, EarlyStoppingTrees = 0 } }).Trees.Id, model.Trees.Id);
    }

    [Fact]
    public void What_is_calibrated_and_measured_on_has_no_say_in_the_number_of_trees()
    {
        var table = Table();
        var labels = table.Rows.Labels.ToArray();
        var words = table.Words.ToArray();
        for (var row = 0; row < labels.Length; row++)
            if (table.Rows.Times.Span[row] >= At - Early.Maturity - Early.Calibration)
                words[row] = labels[row] ? default : new[] { Fraud(table.Rows.Times.Span[row]) };
        Assert.Equal(Fit(table, Early).Trees.Id, Fit(table with { Words = words }, Early).Trees.Id);
    }

    [Fact]
    public void All_frauds_and_a_tenth_of_the_others_give_back_the_share_of_frauds_there_is()
    {
        var model = Fit(Table(), Early with { NegativesKept = .1, Boosting = new BoostingOptions { Trees = 40, MaxDepth = 3 } });
        var later = Table().Rows.Slice(6000, 2000);
        var said = model.Probabilities(later).Average();
        Assert.Equal(.1, model.Card.NegativesKept);
        Assert.InRange(said / ((double)later.Positives / later.Rows), .75, 1.33);
    }

    [Fact]
    public void The_features_that_frauds_depend_on_move_later_rows_most()
    {
        var importance = Fit(Table(), Early).Importance;
        Assert.Equal(15, importance.Count);
        Assert.Equal(0, importance.ToList().IndexOf(importance.Max()));
        Assert.True(importance[0] > 3 * importance[7]);
    }

    [Fact]
    public void Without_days_to_stop_on_training_says_so()
        => Assert.Contains("to choose the number of trees on", Assert.Throws<TooLittleToLearnFrom>(() => Fit(Table(), Early with { Stopping = TimeSpan.FromDays(300) })).Message);

    private static TrainedModel Fit(FeatureTable table, TrainingOptions options)
        => TrainTrees.At(table, At, options, cancellation: TestContext.Current.CancellationToken);

    /// <summary>8,000 payments over sixty days; a fraud is known three days after it.</summary>
    private static FeatureTable Table()
    {
        var rows = SomeRows.Frauds(8000, 15, seed: 31);
        DateTimeOffset[] times = [.. Enumerable.Range(0, 8000).Select(row => Start.AddSeconds(row * 648))];
        return new FeatureTable
        {
            Schema = FeatureSchema.Handbook(),
            Rows = rows with { Times = times, CustomerIds = Enumerable.Range(0, 8000).Select(row => $"c{row % 300}").ToArray(), AmountsMinor = Enumerable.Repeat(100_00L, 8000).ToArray() },
            Words = [.. times.Select((time, row) => rows.Labels.Span[row] ? new[] { Fraud(time) } : default(ReadOnlyMemory<Word>))],
            Scenarios = new string?[8000]
        };
    }

    private static Word Fraud(DateTimeOffset time) => new(Verdict.Fraud, LabelSource.Issuer, time.AddDays(3));
}
