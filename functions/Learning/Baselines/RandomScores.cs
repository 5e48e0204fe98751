using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Baselines;

/// <summary>Scores that know nothing: average precision is the share of frauds, ROC AUC one half.</summary>
public sealed record RandomScores(int Seed) : IBaseline
{
    public string Name => "random scores";

    public double[] Score(Dataset rows)
    {
        var random = new Random(Seed);
        var scores = new double[rows.Rows];
        foreach (ref var score in scores.AsSpan())
            score = random.NextDouble();
        return scores;
    }
}
