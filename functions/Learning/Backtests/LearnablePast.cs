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
        LearningSplit split = LearningSplit.Of(period.Table, period.Start, options);
        Fit = split.SampleOfPast(negativesKept, options.Seed);
        Later = split.LaterRows();
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
}
