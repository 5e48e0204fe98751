using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Baselines;

/// <summary>A simple scorer that every model must beat to be worth its keep. Higher is more suspicious.</summary>
public interface IBaseline
{
    string Name { get; }

    double[] Score(Dataset rows);
}
