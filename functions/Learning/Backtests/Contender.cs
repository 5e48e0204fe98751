namespace FraudFunctions.Learning.Backtests;

/// <summary>
/// A line of the table: a name, and a probability for every row to be tested, fitted on what was known when the period began.
/// </summary>
/// <example>
/// Two lines that share one training: <c>new("forest", (period, cancel) => period.Once(() => Train(period)).Forest(period.Test))</c> and
/// <c>new("blend", (period, cancel) => period.Once(() => Train(period)).Blend(period.Test)) { Combines = true }</c>.
/// </example>
public sealed record Contender(string Name, Func<BacktestPeriod, CancellationToken, double[]> Score)
{
    /// <summary>Whether the scores are meant as probabilities; of others only the order is measured.</summary>
    public bool Calibrated { get; init; } = true;

    /// <summary>Without it there is nothing to compare with: when it cannot be fitted, the backtest ends.</summary>
    public bool Needed { get; init; }

    /// <summary>Made of other lines, so that it is not asked what it alone catches.</summary>
    public bool Combines { get; init; }
}
