using FraudFunctions.Engine.Models;
using FsCheck.Xunit;

namespace FraudFunctions.Tests.Engine.Models;

public sealed class CalibrationTests
{
    private static readonly Calibration[] Each =
        [new Uncalibrated(), new PlattScaling(2, -1), new IsotonicSteps([.1, .5, .6], [.02, .4, .9])];

    [Fact]
    public void Half_on_one_negative_in_twenty_means_one_in_twenty_one()
        => Assert.Equal(.047619, PriorCorrection.Apply(.5, .05), 6);

    [Fact]
    public void With_all_negatives_kept_nothing_is_corrected() => Assert.Equal(.3, PriorCorrection.Apply(.3, 1), 15);

    [Fact]
    public void Certainty_stays_certainty()
    {
        Assert.Equal(0, PriorCorrection.Apply(0, .05));
        Assert.Equal(1, PriorCorrection.Apply(1, .05));
    }

    [Fact]
    public void Platt_scaling_is_a_line_in_log_odds()
    {
        var platt = new PlattScaling(2, -1);
        Assert.Equal(.2689414, platt.Apply(.5), 7);
        Assert.Equal(.7310586, platt.Apply(.7310586), 6);
    }

    [Fact]
    public void Isotonic_steps_are_joined_by_lines_and_flat_outside()
    {
        var steps = new IsotonicSteps([.1, .5], [.02, .40]);
        Assert.Equal([.02, .02, .21, .40, .40], new[] { 0, .1, .3, .5, .9 }.Select(p => Math.Round(steps.Apply(p), 12)));
    }

    [Property]
    public bool A_higher_score_never_gets_a_lower_probability(double a, double b)
    {
        var (low, high) = (Math.Min(Unit(a), Unit(b)), Math.Max(Unit(a), Unit(b)));
        return Each.All(calibration => calibration.Apply(low) <= calibration.Apply(high) && calibration.Apply(high) is >= 0 and <= 1);
    }

    [Fact]
    public void What_would_fall_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new PlattScaling(-1, 0));
        Assert.Throws<ArgumentException>(() => new PlattScaling(double.NaN, 0));
        Assert.Throws<ArgumentException>(() => new IsotonicSteps([.1, .2], [.3, .2]));
        Assert.Throws<ArgumentException>(() => new IsotonicSteps([.2, .2], [.2, .3]));
        Assert.Throws<ArgumentException>(() => new IsotonicSteps([], []));
        Assert.Throws<ArgumentException>(() => new IsotonicSteps([.1], [1.5]));
    }

    private static double Unit(double x) => double.IsFinite(x) ? Math.Abs(x) - Math.Floor(Math.Abs(x)) : .5;
}
