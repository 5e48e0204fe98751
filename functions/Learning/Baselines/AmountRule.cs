using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Baselines;

/// <summary>The oldest rule: suspicious above an amount. Scores 1 or 0.</summary>
public sealed record AmountRule(long AboveMinor) : IBaseline
{
    public string Name => "amount rule";

    public double[] Score(Dataset rows)
    {
        if (rows.AmountsMinor.Length != rows.Rows)
            throw new ArgumentException("The amount rule needs the amounts.", nameof(rows));
        return Array.ConvertAll(rows.AmountsMinor.ToArray(), amount => amount > AboveMinor ? 1.0 : 0.0);
    }
}
