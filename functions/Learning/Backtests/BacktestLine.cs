using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Backtests;

/// <summary>One way of scoring, measured on every period.</summary>
public sealed record BacktestLine(Contender Contender, IReadOnlyList<Metrics> Periods, IReadOnlyList<double[]> Scores)
{
    public string Name => Contender.Name;

    public (double Mean, double Deviation) Of(Func<Metrics, double?> figure)
    {
        double[] values = [.. Periods.Select(figure).Where(value => value is not null).Select(value => value!.Value)];
        if (values.Length == 0)
            return (double.NaN, double.NaN);
        double mean = values.Average();
        return (mean, values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)));
    }
}
