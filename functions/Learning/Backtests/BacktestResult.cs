using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Backtests;

/// <summary>Everything a backtest found out: the rows of each period with their truth, and every line's scores of them.</summary>
public sealed record BacktestResult
{
    public required BacktestOptions Options { get; init; }

    /// <summary>Of each period, which rows of the table were tested.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Rows { get; init; }

    /// <summary>The same rows with features and truth.</summary>
    public required IReadOnlyList<Dataset> Periods { get; init; }
    public required IReadOnlyList<BacktestLine> Lines { get; init; }

    /// <summary>The lines that could not be fitted in one of the periods, and why.</summary>
    public IReadOnlyList<(string Name, string Reason)> LeftOut { get; init; } = [];

    /// <summary>What a score would reach that knew how the stream was made; null for streams of which nobody knows.</summary>
    public BacktestLine? Reference { get; init; }

    /// <summary>The line that the others are compared with: the boosted trees, or the last one when they are not there.</summary>
    public BacktestLine Decisive => Lines.FirstOrDefault(line => line.Name.StartsWith(Contenders.Boosted, StringComparison.Ordinal)) ?? Lines[^1];
}
