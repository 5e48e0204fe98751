using System.Text.Json;
using FraudFunctions.Learning;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Tests.Learning.Backtests;

public sealed class RunBacktestTests
{
    private static BacktestResult Run(params Contender[] contenders)
        => RunBacktest.On(SmallBank.Tables.Payments, SmallBank.Tables.Handbook, SmallBank.Options, contenders);

    [Fact]
    public void A_contender_sees_no_label_of_the_rows_it_scores_and_shares_its_training_with_others()
    {
        int trained = 0;
        double[] Score(BacktestPeriod period)
        {
            Assert.False(period.Test.Labels.Span.Contains(true));
            Assert.False(period.Fifteen.Labels.Span.Contains(true));
            _ = period.Once(() => $"model {++trained}");
            return new double[period.Rows.Count];
        }
        BacktestResult result = Run(new Contender("one", (period, _) => Score(period)), new Contender("other", (period, _) => Score(period)));
        Assert.Equal(2, trained);
        Assert.Equal(["one", "other"], result.Lines.Select(line => line.Name));
        Assert.All(result.Lines[0].Periods, period => Assert.Equal((double)period.Frauds / period.Rows, period.AveragePrecision, 1e-12));
    }

    [Fact]
    public void A_score_that_is_no_probability_is_measured_by_its_order()
    {
        double[] Amounts(BacktestPeriod period) => Array.ConvertAll(period.Test.AmountsMinor.ToArray(), amount => amount - 5_000.0);
        BacktestResult result = Run(new Contender("amount", (period, _) => Amounts(period)) { Calibrated = false });
        Assert.Equal(Ranking.AveragePrecision(result.Lines[0].Scores[0], result.Periods[0].Labels.Span), result.Lines[0].Periods[0].AveragePrecision);
    }

    [Fact]
    public void A_line_that_cannot_be_fitted_is_left_out_with_its_reason()
    {
        int tried = 0;
        double[] Fails(BacktestPeriod period) => ++tried > 0 && period.Start == SmallBank.Options.Starts[0] ? throw new TooLittleToLearnFrom("Three rows are too few.") : new double[period.Rows.Count];
        BacktestResult result = Run(new Contender("poor", (period, _) => Fails(period)), new Contender("fine", (period, _) => new double[period.Rows.Count]));
        Assert.Equal("fine", Assert.Single(result.Lines).Name);
        Assert.Equal(1, tried);
        Assert.Equal(("poor", "2026-02-10: Three rows are too few."), Assert.Single(result.LeftOut));
        string report = BacktestReport.Markdown(result, CompareLines.Of(result), []);
        Assert.Contains("\nLeft out, because it could not be fitted: poor. 2026-02-10: Three rows are too few.\n", report, StringComparison.Ordinal);
        Assert.Throws<TooLittleToLearnFrom>(() => Run(new Contender("poor", (period, _) => Fails(period)) { Needed = true }));
    }

    [Fact]
    public void A_fault_of_ours_is_not_taken_for_too_little_to_learn_from()
        => Assert.Throws<ArgumentException>(() => Run(new Contender("broken", (period, _) => [.. Enumerable.Repeat(double.NaN, period.Rows.Count)])));

    [Fact]
    public void The_report_has_every_line_its_interval_and_the_slices()
    {
        CompareLines compared = CompareLines.Of(SmallBank.Result);
        IReadOnlyList<Slices> slices = Slices.Of(SmallBank.Tables.Payments);
        string report = BacktestReport.Markdown(SmallBank.Result, compared, slices);
        Assert.All(Contenders.Usual, contender => Assert.Contains($"| {contender.Name} |", report, StringComparison.Ordinal));
        Assert.Contains("worse |", report, StringComparison.Ordinal);
        Assert.Equal(["story", "customer's history", "amount", "channel"], slices.Select(one => one.By));
        Assert.All(CatchBySlice.At(SmallBank.Result, slices[0], .01), part => Assert.Contains($"| {part.Part} | {part.Frauds} |", report, StringComparison.Ordinal));
        Assert.All(report.Split("\n\n"), table => Assert.Single(table.Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Count(c => c == '|')).Distinct().DefaultIfEmpty(1)));

        using JsonDocument json = JsonDocument.Parse(BacktestJson.Of(SmallBank.Result, compared, slices, ["something"]));
        Assert.Equal(SmallBank.Result.Decisive.Periods[1].AveragePrecision, json.RootElement.GetProperty("lines")[5].GetProperty("periods")[1].GetProperty("averagePrecision").GetDouble());
        Assert.Equal("something", json.RootElement.GetProperty("leaks")[0].GetString());
    }

    [Fact]
    public void The_difference_of_two_lines_is_surer_than_either_of_them()
    {
        BacktestResult result = SmallBank.Result;
        BacktestLine boosted = result.Decisive;
        BacktestLine rule = result.Lines[0];
        CompareLines compared = CompareLines.Of(result);
        Interval mean = compared.Mean(boosted);
        double told = boosted.Of(metrics => metrics.AveragePrecision).Mean;
        Assert.True(mean.Low < told && told < mean.High);
        Assert.True(compared.Difference(rule, boosted).High < 0);
        Assert.Equal(new Interval(0, 0), compared.Difference(boosted, boosted));
        Assert.Equal(mean, CompareLines.Of(result).Mean(boosted));
    }

    [Fact]
    public void One_period_draws_the_intervals_that_the_bootstrap_of_one_period_draws()
    {
        BacktestResult whole = SmallBank.Result;
        BacktestResult one = whole with
        {
            Rows = [whole.Rows[0]],
            Periods = [whole.Periods[0]],
            Lines = [.. whole.Lines.Select(line => line with { Periods = [line.Periods[0]], Scores = [line.Scores[0]] })],
        };
        Interval here = CompareLines.Of(one).Mean(one.Decisive);
        Interval there = Bootstrap.AveragePrecision(one.Decisive.Scores[0], one.Periods[0].Labels.Span, one.Periods[0].CustomerIds.Span, new Random(5), draws: 300);
        Assert.Equal(there.Low, here.Low, .12);
        Assert.Equal(there.High, here.High, .12);
    }
}
