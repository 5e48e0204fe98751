using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;
using FsCheck.Xunit;

namespace FraudFunctions.Tests.Learning.Evaluation;

public sealed class FitCalibrationTests
{
    [Fact]
    public void Platt_scaling_finds_the_line_that_bent_the_probabilities()
    {
        var (said, labels, _) = Bent(40_000, p => TreeEnsemble.Sigmoid(2 * PlattScaling.LogOdds(p) + 1));
        var platt = Assert.IsType<PlattScaling>(FitCalibration.Platt(said, labels));
        Assert.Equal(.5, platt.Slope, .03);
        Assert.Equal(-.5, platt.Intercept, .06);
    }

    [Fact]
    public void A_straight_bend_is_put_right_by_Platt_a_crooked_one_by_steps()
    {
        var (said, labels, _) = Bent(6000, p => TreeEnsemble.Sigmoid(2 * PlattScaling.LogOdds(p) + 1));
        Assert.IsType<PlattScaling>(FitCalibration.Choose(said, labels));
        var (crooked, truth, _) = Bent(40_000, p => p < .3 ? p * .1 : p < .31 ? .5 : .99);
        Assert.IsType<IsotonicSteps>(FitCalibration.Choose(crooked, truth));
    }

    [Fact]
    public void What_is_right_already_is_left_alone()
    {
        var (said, labels, _) = Bent(3000, p => p);
        Assert.IsType<Uncalibrated>(FitCalibration.Choose(said, labels));
    }

    [Fact]
    public void A_handful_of_frauds_calibrates_nothing()
    {
        var labels = new bool[1000];
        labels.AsSpan(0, 10).Fill(true);
        Assert.IsType<Uncalibrated>(FitCalibration.Choose(Enumerable.Range(0, 1000).Select(i => i / 1000.0).ToArray(), labels));
    }

    [Fact]
    public void Calibrated_probabilities_are_nearer_to_the_truth()
    {
        var (said, labels, truth) = Bent(40_000, p => p < .3 ? p * .1 : p < .31 ? .5 : .99);
        var calibration = FitCalibration.Choose(said, labels);
        double Distance(Func<double, double> map) => said.Zip(truth, (p, t) => Math.Abs(map(p) - t)).Average();
        Assert.True(Distance(calibration.Apply) < Distance(p => p) / 3);
    }

    [Property(MaxTest = 50)]
    public bool Whatever_the_rows_the_fit_never_falls(int seed)
    {
        var random = new Random(seed);
        var scores = Enumerable.Range(0, 300).Select(_ => Math.Round(random.NextDouble(), 1 + (seed & 3))).ToArray();
        var labels = scores.Select(_ => random.Next(5) == 0).ToArray();
        var isotonic = FitCalibration.Isotonic(scores, labels);
        var values = scores.Order().Select(isotonic.Apply).ToArray();
        return values.Zip(values.Skip(1), (a, b) => a <= b).All(rises => rises) && values.All(p => p is > 0 and < 1);
    }

    [Fact]
    public void Steps_pool_what_falls()
    {
        var steps = Assert.IsType<IsotonicSteps>(FitCalibration.Isotonic([.1, .2, .3, .4, .5, .6], [false, true, false, false, true, false]));
        Assert.Equal([.1, .3, .55], steps.Scores.Select(score => Math.Round(score, 12)));
        Assert.Equal([1.0 / 6, 1.0 / 3, .5], steps.Probabilities.Select(p => Math.Round(p, 12)), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Scores_that_mean_the_opposite_are_not_turned_round()
        => Assert.IsType<Uncalibrated>(FitCalibration.Platt([.1, .1, .2, .8, .9, .9], [true, true, true, false, false, false]));

    /// <summary>Rows whose true probability is p and whose model says bend(p).</summary>
    private static (double[] Said, bool[] Labels, double[] Truth) Bent(int rows, Func<double, double> bend)
    {
        var random = new Random(5);
        var truth = Enumerable.Range(0, rows).Select(_ => TreeEnsemble.Sigmoid(4 * random.NextDouble() - 3)).ToArray();
        return (Array.ConvertAll(truth, bend.Invoke), Array.ConvertAll(truth, p => random.NextDouble() < p), truth);
    }
}
