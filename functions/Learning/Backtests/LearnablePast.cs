using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Backtests;

/// <summary>
/// What a contender may learn from when a period begins, divided as for the model that decides: rows to fit on, all frauds and some of the rest, and
/// the newest settled days to calibrate on.
/// </summary>
public sealed class LearnablePast
{
    private readonly double negativesKept;

    public LearnablePast(BacktestPeriod period)
    {
        TrainingOptions options = period.Options.Training;
        negativesKept = options.NegativesKept;
        DateTimeOffset settled = period.Start - options.Maturity, calibrateFrom = settled - options.Calibration;
        Dataset known = period.Table.KnownAt(period.Start, options.Maturity, period.Table.Rows.Times.Span[0] + options.WarmUp);
        int split = FirstSince(known, calibrateFrom);
        Fit = NegativeSampling.Keep(known.Slice(0, split), negativesKept, options.Seed);
        // Copied, so that the whole past need not be kept for its last days.
        Later = known.Select([.. Enumerable.Range(split, FirstSince(known, settled) - split)]);
    }

    public Dataset Fit { get; }
    public Dataset Later { get; }

    /// <summary>The probabilities that a model fitted on <see cref="Fit"/> gives to rows: prior put back, then calibrated on <see cref="Later"/>.</summary>
    public double[] Probabilities(IModel model, Dataset rows)
    {
        double[] later = Corrected(model, Later);
        Calibration calibration = Later.Positives == 0 ? new Uncalibrated() : FitCalibration.Choose(later, Later.Labels.Span);
        return Array.ConvertAll(Corrected(model, rows), calibration.Apply);
    }

    private double[] Corrected(IModel model, Dataset rows) => Array.ConvertAll(ScoreRows.With(model, rows.Features), score => PriorCorrection.Apply(score, negativesKept));

    private static int FirstSince(Dataset rows, DateTimeOffset from)
    {
        int first = 0;
        while (first < rows.Rows && rows.Times.Span[first] < from)
            first++;
        return first;
    }
}
