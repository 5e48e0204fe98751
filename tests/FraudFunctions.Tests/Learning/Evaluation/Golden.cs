namespace FraudFunctions.Tests.Learning.Evaluation;

/// <summary>Rows made by a formula that Python can repeat, so that scikit-learn's figures can be frozen here. 2,000 rows, 123 frauds, 101 scores.</summary>
internal static class Golden
{
    internal static (double[] Scores, bool[] Labels) Rows()
    {
        var (scores, labels) = (new double[2000], new bool[2000]);
        for (var i = 0; i < 2000; i++)
        {
            scores[i] = i * 7919 % 101 / 100.0;
            labels[i] = i * 104729 % 17 + (int)(scores[i] * 6) > 18;
        }
        return (scores, labels);
    }
}
