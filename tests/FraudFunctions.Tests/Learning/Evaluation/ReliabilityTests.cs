using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Tests.Learning.Evaluation;

public sealed class ReliabilityTests
{
    [Fact]
    public void Four_rows_in_two_bins_by_hand()
    {
        Assert.Equal(.25, Reliability.ExpectedCalibrationError([.2, .2, .8, .8], [false, false, true, false], 2), 1e-15);
        Assert.Equal((.04 + .04 + .04 + .64) / 4, Reliability.Brier([.2, .2, .8, .8], [false, false, true, false]), 1e-15);
    }

    [Fact]
    public void Two_thousand_rows_as_scikit_learn_has_them()
    {
        var (scores, labels) = Golden.Rows();
        Assert.Equal(.2963677, Reliability.Brier(scores, labels), 1e-12);
        Assert.Equal(.43807, Reliability.ExpectedCalibrationError(scores, labels, 10), 1e-12);
        Assert.Equal(.888302046830722, Reliability.LogLoss(Array.ConvertAll(scores, p => Math.Clamp(p, .01, .99)), labels), 1e-12);
    }

    [Fact]
    public void A_certain_error_costs_much_but_not_everything()
        => Assert.InRange(Reliability.LogLoss([1], [false]), 36, 37);

    [Fact]
    public void Certainty_is_in_the_last_bin_and_empty_bins_are_left_out()
        => Assert.Equal([new ReliabilityPoint(1, 0, 0), new ReliabilityPoint(2, .995, .5)],
            Reliability.Curve([0, 1, .99], [false, true, false], 10));

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Reliability.Brier([1.5], [true]));
        Assert.Throws<ArgumentException>(() => Reliability.Brier([double.NaN], [true]));
        Assert.Throws<ArgumentException>(() => Reliability.Brier([], []));
    }
}
