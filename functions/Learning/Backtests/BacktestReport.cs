using System.Globalization;
using System.Text;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Backtests;

/// <summary>A backtest as a table: one line per way of scoring, every figure as the mean of the periods.</summary>
public static class BacktestReport
{
    private static readonly (string Title, Func<Metrics, double?> Figure, string Format)[] columns =
    [
        ("AUC", metrics => metrics.RocAuc, "F3"),
        ("CP@100", metrics => metrics.CardPrecision, "F3"),
        ("R@0.1%", metrics => metrics.RecallAtFpr01Percent, "F3"),
        ("R@1%", metrics => metrics.RecallAtFpr1Percent, "F3"),
        ("amount recall", metrics => metrics.AtExpectedLoss?.AmountRecall, "F3"),
        ("savings", metrics => metrics.AtExpectedLoss?.Savings, "F3"),
        ("Brier", metrics => metrics.Brier, "F5"),
        ("ECE", metrics => metrics.CalibrationError, "F4"),
    ];

    public static string Markdown(IReadOnlyList<BacktestLine> lines, BacktestOptions options)
    {
        StringBuilder text = new();
        string[] periods = [.. options.Starts.Select(start => start.ToString("MM-dd", CultureInfo.InvariantCulture))];
        text.Append("| scored by | AP, mean ± sd |").AppendJoin("", periods.Select(period => $" AP {period} |")).AppendJoin("", columns.Select(column => $" {column.Title} |")).Append('\n');
        text.Append("|---|---|").Append(string.Concat(Enumerable.Repeat("---|", periods.Length + columns.Length))).Append('\n');
        foreach (BacktestLine line in lines)
        {
            (double mean, double deviation) = line.Of(metrics => metrics.AveragePrecision);
            text.Append(CultureInfo.InvariantCulture, $"| {line.Name} | {mean:F3} ± {deviation:F3} |");
            foreach (Metrics period in line.Periods)
                text.Append(CultureInfo.InvariantCulture, $" {period.AveragePrecision:F3} |");
            foreach ((_, Func<Metrics, double?> figure, string format) in columns)
                text.Append(' ').Append(line.Of(figure).Mean.ToString(format, CultureInfo.InvariantCulture)).Append(" |");
            text.Append('\n');
        }
        return text.ToString();
    }
}
