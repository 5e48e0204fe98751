using FraudFunctions.Learning.Baselines;

namespace FraudFunctions.Tests.Learning.Baselines;

public sealed class BaselineTests
{
    [Fact]
    public void Logistic_regression_has_scikit_learn_s_coefficients()
    {
        // StandardScaler + LogisticRegression(C=1, tol=1e-12), scikit-learn 1.2.1, on the same 600 rows.
        var (values, labels) = (new float[1800], new bool[600]);
        for (var j = 0; j < 600; j++)
        {
            (values[3 * j], values[3 * j + 1], values[3 * j + 2]) = (j * 37 % 101 / 10f, j * 53 % 29 - 7f, j * 71 % 13 * 100f);
            labels[j] = j * 37 % 101 + 3 * (j * 53 % 29 - 7) + 10 * (j * 17 % 7) > 110;
        }
        var rows = SomeRows.Of(3, values, labels);
        var fitted = LogisticRegression.Fit(rows, cancel: TestContext.Current.CancellationToken);
        Assert.Equal([2.32995643, 1.97853955, .06239124], fitted.Coefficients, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(-.78524603, fitted.Intercept, 1e-6);
        Assert.Equal([.000278361, .630804998, .917600626], fitted.Score(rows).Take(3), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Logistic_regression_bears_missing_constant_and_separable_columns()
    {
        float nan = float.NaN;
        var rows = SomeRows.Of(3, [1, 5, nan, 2, 5, nan, 3, 5, nan, nan, 5, nan, 9, 5, nan], [false, false, true, true, true]);
        var scores = LogisticRegression.Fit(rows, cancel: TestContext.Current.CancellationToken).Score(rows);
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.True(scores[0] < scores[4]);
    }

    [Fact]
    public void The_amount_rule_flags_above_the_amount()
        => Assert.Equal([0, 0, 1], new AmountRule(220_00).Score(
            SomeRows.Column([0, 0, 0], 0, 0, 0) with { AmountsMinor = new long[] { 5, 220_00, 220_01 } }));

    [Fact]
    public void The_largest_robust_distance_is_the_score()
    {
        // Median 10, MAD 2: 22 is 12/2.9652 away. The second column is constant and the third missing: neither speaks.
        float nan = float.NaN;
        float[] column = [8, 8, 10, 12, 12];
        var train = SomeRows.Of(3, [.. column.SelectMany(x => new[] { x, 5, nan })], new bool[5]);
        var scores = MaxAbsZ.Fit(train.Features).Score(SomeRows.Of(3, [22, 5, nan, 10, 99, 1, nan, nan, nan], new bool[3]));
        Assert.Equal([12 / 2.9652, 0, 0], scores, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Where_most_values_are_equal_the_standard_deviation_stands_in()
        => Assert.Equal(2, MaxAbsZ.Fit(SomeRows.Column([0, 0, 0, 0, 5], 0, 0, 0, 0, 0).Features).Score(SomeRows.Column([4], 0))[0], 1e-9);

    [Fact]
    public void Random_scores_are_the_same_for_the_same_seed()
    {
        var rows = SomeRows.Frauds(100, 1, seed: 61);
        Assert.Equal(new RandomScores(1).Score(rows), new RandomScores(1).Score(rows));
        Assert.NotEqual(new RandomScores(1).Score(rows), new RandomScores(2).Score(rows));
    }
}
