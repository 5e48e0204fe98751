using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Training;

namespace FraudFunctions.Learning.Backtests;

/// <summary>What to backtest: weeks of the past, each predicted from what was known before it.</summary>
public sealed record BacktestOptions
{
    /// <summary>First days of the test periods.</summary>
    public required IReadOnlyList<DateTimeOffset> Starts { get; init; }
    public TimeSpan Length { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The Fraud Detection Handbook's rule: a card known to be defrauded when a day begins is left out of that day, because it would be blocked.
    /// </summary>
    public bool LeaveOutKnownCards { get; init; } = true;

    /// <summary>Measure with what was known at this time, on the rows that are old enough by then; without it, with the truth.</summary>
    public DateTimeOffset? AsKnownAt { get; init; }
    public TrainingOptions Training { get; init; } = new();
    public MetricsOptions Metrics { get; init; } = new() { BootstrapDraws = 0 };

    /// <summary>How often other customers are drawn, for the intervals of the table.</summary>
    public int Draws { get; init; } = 500;
}
