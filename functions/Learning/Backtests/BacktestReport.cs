using System.Globalization;
using System.Text;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Backtests;

/// <summary>A backtest as tables: one line per way of scoring, every figure as the mean of the periods.</summary>
public static class BacktestReport
{
    private static readonly (string Title, bool OfProbabilities, Func<Metrics, double?> Figure, string Format)[] columns =
    [
        ("AUC", false, metrics => metrics.RocAuc, "F3"),
        ("CP@100", false, metrics => metrics.CardPrecision, "F3"),
        ("R@0.1%", false, metrics => metrics.RecallAtFpr01Percent, "F3"),
        ("R@1%", false, metrics => metrics.RecallAtFpr1Percent, "F3"),
        ("amount recall", true, metrics => metrics.AtExpectedLoss?.AmountRecall, "F3"),
        ("savings", true, metrics => metrics.AtExpectedLoss?.Savings, "F3"),
        ("Brier", true, metrics => metrics.Brier, "F5"),
        ("ECE", true, metrics => metrics.CalibrationError, "F4"),
    ];

    public static string Markdown(BacktestResult result, CompareLines compared, IReadOnlyList<Slices> slices)
    {
        StringBuilder text = new();
        AppendLines(text, result, compared);
        AppendLegend(text, result);
        foreach (Slices one in slices)
            AppendSlices(text, result, one);
        return text.ToString();
    }

    private static void AppendLines(StringBuilder text, BacktestResult result, CompareLines compared)
    {
        string[] periods = [.. result.Options.Starts.Select(start => start.ToString("MM-dd", CultureInfo.InvariantCulture))];
        text.Append(CultureInfo.InvariantCulture, $"| scored by | AP, mean ± sd | 95 %, by customer | ahead of {Contenders.Boosted}, 95 % |").AppendJoin("", periods.Select(period => $" AP {period} |")).AppendJoin("", columns.Select(column => $" {column.Title} |")).Append('\n');
        text.Append("|---|---|---|---|").Append(string.Concat(Enumerable.Repeat("---|", periods.Length + columns.Length))).Append('\n');
        foreach (BacktestLine line in result.Lines)
            AppendLine(text, line, result.Decisive, compared);
        if (result.Reference is { } reference)
            AppendLine(text, reference, result.Decisive, compared);
        foreach ((string name, string reason) in result.LeftOut)
            text.Append(CultureInfo.InvariantCulture, $"\nLeft out, because it could not be fitted: {name}. {reason}\n");
    }

    private static void AppendLegend(StringBuilder text, BacktestResult result)
    {
        MetricsOptions usual = result.Options.Metrics;
        text.Append(CultureInfo.InvariantCulture, $"""

            AP: average precision, by week and as mean and standard deviation of the weeks; its intervals draw whole customers anew. AUC: area under the ROC curve. CP@{usual.CardsPerDay}: share of frauds among the {usual.CardsPerDay} most suspicious cards of each day. R@0.1%, R@1%: share of frauds caught while 0.1 % and 1 % of the genuine payments are flagged.
            Amount recall and savings: where probability times amount exceeds a review at {usual.Cost.ReviewCostMinor / 100.0:F2}, the share of the money at stake that is caught, and of it what is left after the reviews. Brier: mean squared error of the probabilities. ECE: how far they lie from the frequencies, over {usual.CalibrationBins} bins. A dash: the scores are no probabilities.{(result.Reference is null ? "" : " The near-Bayes reference knows how the stream was made: whoever is ahead of it has seen the future.")}

            """);
    }

    private static void AppendLine(StringBuilder text, BacktestLine line, BacktestLine decisive, CompareLines compared)
    {
        (double mean, double deviation) = line.Of(metrics => metrics.AveragePrecision);
        Interval interval = compared.Mean(line);
        Interval ahead = compared.Difference(line, decisive);
        string difference = line == decisive ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Signed(ahead.Low)} to {Signed(ahead.High)}{(ahead.Low > 0 ? ", better" : ahead.High < 0 ? ", worse" : "")}");
        text.Append(CultureInfo.InvariantCulture, $"| {line.Name} | {mean:F3} ± {deviation:F3} | {interval.Low:F3} to {interval.High:F3} | {difference} |");
        foreach (Metrics period in line.Periods)
            text.Append(CultureInfo.InvariantCulture, $" {period.AveragePrecision:F3} |");
        foreach ((_, bool ofProbabilities, Func<Metrics, double?> figure, string format) in columns)
            text.Append(ofProbabilities && !line.Contender.Calibrated ? " –" : " " + line.Of(figure).Mean.ToString(format, CultureInfo.InvariantCulture)).Append(" |");
        text.Append('\n');
    }

    private static void AppendSlices(StringBuilder text, BacktestResult result, Slices slices)
    {
        IReadOnlyList<PartOfFrauds> strict = CatchBySlice.At(result, slices, .001);
        IReadOnlyList<PartOfFrauds> lenient = CatchBySlice.At(result, slices, .01);
        text.Append(CultureInfo.InvariantCulture, $"\nRecall by {slices.By}, at 0.1 % / 1 % false positives of all rows:\n\n| {slices.By} | frauds |").AppendJoin("", result.Lines.Select(line => $" {Short(line)} |"));
        text.Append(" caught by one line alone, 0.1 % | 1 % |\n|---|---|---|---|").Append(string.Concat(Enumerable.Repeat("---|", result.Lines.Count))).Append('\n');
        foreach ((PartOfFrauds one, PartOfFrauds other) in strict.Zip(lenient))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {one.Part} | {one.Frauds} |");
            foreach ((Catch atStrict, Catch atLenient) in one.Lines.Zip(other.Lines))
                text.Append(CultureInfo.InvariantCulture, $" {atStrict.Recall:F2} / {atLenient.Recall:F2} |");
            text.Append(CultureInfo.InvariantCulture, $" {Alone(one, result)} | {Alone(other, result)} |\n");
        }
    }

    /// <summary>Who catches what nobody else does, and how many; in bold the only line that catches most of the part.</summary>
    private static string Alone(PartOfFrauds part, BacktestResult result)
    {
        int? only = CatchBySlice.OnlyOne(part);
        string[] told = [.. Enumerable.Range(0, part.Lines.Count).Where(line => part.Lines[line].Alone > 0 || line == only).OrderByDescending(line => part.Lines[line].Alone)
            .Select(line => line == only ? $"**only {Short(result.Lines[line])}** ({part.Lines[line].Alone})" : $"{Short(result.Lines[line])} {part.Lines[line].Alone}")];
        return told.Length == 0 ? "–" : string.Join("; ", told);
    }

    // Rounded first: a hair below zero is zero, not minus zero.
    private static string Signed(double value) => (Math.Round(value, 3) + 0.0).ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    // What stands behind the first comma is told once, in the first table.
    private static string Short(BacktestLine line) => line.Name.Split(',')[0];
}
