using System.Text.Encodings.Web;
using System.Text.Json;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Backtests;

/// <summary>A backtest as JSON, for those who go on computing with it: every figure of every line and period, intervals, slices and what is wrong.</summary>
public static class BacktestJson
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(BacktestResult result, CompareLines compared, IReadOnlyList<Slices> slices, IReadOnlyList<string> leaks) => JsonSerializer.Serialize(
        new
        {
            periods = result.Options.Starts.Select(start => new { from = start, until = start + result.Options.Length }),
            lines = result.Lines.Select(line => Line(line, result, compared)),
            reference = result.Reference is { } reference ? Line(reference, result, compared) : null,
            slices = slices.Select(one => new { by = one.By, strict = Parts(result, one, .001), lenient = Parts(result, one, .01) }),
            leftOut = result.LeftOut.Select(one => new { name = one.Name, reason = one.Reason }),
            leaks,
        },
        json);

    private static object Line(BacktestLine line, BacktestResult result, CompareLines compared) => new
    {
        name = line.Name,
        calibrated = line.Contender.Calibrated,
        averagePrecision = new { mean = line.Of(metrics => metrics.AveragePrecision).Mean, deviation = line.Of(metrics => metrics.AveragePrecision).Deviation, interval = Both(compared.Mean(line)) },
        aheadOfDecisive = Both(compared.Difference(line, result.Decisive)),
        periods = line.Periods.Select(period => period.ToCard()),
    };

    private static object Parts(BacktestResult result, Slices slices, double falsePositiveRate) => new
    {
        falsePositiveRate,
        parts = CatchBySlice.At(result, slices, falsePositiveRate).Select(part => new
        {
            part = part.Part,
            frauds = part.Frauds,
            genuine = part.Genuine,
            lines = part.Lines.Select((one, line) => new { name = result.Lines[line].Name, recall = one.Recall, falseAlarms = one.FalseAlarms, alone = one.Alone }),
        }),
    };

    private static double[] Both(Interval interval) => [interval.Low, interval.High];
}
