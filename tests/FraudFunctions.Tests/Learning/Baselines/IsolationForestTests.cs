using FraudFunctions.Learning.Baselines;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Tests.Learning.Baselines;

public sealed class IsolationForestTests
{
    [Fact]
    public void The_usual_depth_is_the_paper_s()
    {
        Assert.Equal([0, 1], [IsolationForest.UsualDepth(1), IsolationForest.UsualDepth(2)]);
        Assert.Equal(10.24, IsolationForest.UsualDepth(256), .01);
    }

    [Fact]
    public void What_lies_apart_scores_above_what_lies_together()
    {
        var random = new Random(1);
        var values = new float[2000 * 3];
        foreach (ref var value in values.AsSpan())
            value = (float)(random.NextDouble() + random.NextDouble() - 1);
        var labels = new bool[2000];
        for (var row = 0; row < 2000; row += 100)
        {
            labels[row] = true;
            values[row * 3 + row / 100 % 2] = 4 + (float)random.NextDouble();
        }
        // Two in three values of the last column are missing: it says less, but does not stop the others.
        for (var row = 0; row < 2000; row++)
            if (row % 3 != 0)
                values[row * 3 + 2] = float.NaN;
        var rows = SomeRows.Of(3, values, labels);
        var scores = IsolationForest.Fit(rows.Features).Score(rows);
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        var ranking = Ranking.Of(scores, labels);
        Assert.True(ranking.RocAuc() > .8);
        Assert.True(IsolationForest.Fit(rows.Features, new IsolationOptions { Columns = [0] }).Score(rows)[100] < .5);
    }

    [Fact]
    public void The_seed_decides_and_rows_all_alike_score_alike()
    {
        var rows = SomeRows.Frauds(500, 4, seed: 2, missing: .2);
        Assert.Equal(IsolationForest.Fit(rows.Features).Score(rows), IsolationForest.Fit(rows.Features).Score(rows));
        Assert.NotEqual(IsolationForest.Fit(rows.Features).Score(rows), IsolationForest.Fit(rows.Features, new IsolationOptions { Seed = 1 }).Score(rows));
        var alike = SomeRows.Column([7, 7, 7, 7], 0, 0, 0, 0);
        Assert.All(IsolationForest.Fit(alike.Features).Score(alike), score => Assert.Equal(.5, score, 1e-12));
    }
}
