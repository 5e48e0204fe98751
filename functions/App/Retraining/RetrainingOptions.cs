using System.ComponentModel.DataAnnotations;

namespace FraudFunctions.App.Retraining;

/// <summary>Settings of the slice, section <c>Retraining</c>.</summary>
public sealed class RetrainingOptions
{
    /// <summary>Decisions older than this are not learned from.</summary>
    [Range(30, 10_000)]
    public int HistoryDays { get; init; } = 365;

    /// <summary>Left out at the beginning of the history: the states of customers were still filling up.</summary>
    [Range(0, 1_000)]
    public int WarmUpDays { get; init; } = 7;

    /// <summary>How long a payment must go without a label before it counts as genuine.</summary>
    [Range(1, 1_000)]
    public int MaturityDays { get; init; } = 7;

    /// <summary>The newest settled days: nothing is learned from them, champion and challengers are held against each other there.</summary>
    [Range(1, 1_000)]
    public int TestDays { get; init; } = 14;

    /// <summary>The days before, on which the probabilities are calibrated.</summary>
    [Range(1, 1_000)]
    public int CalibrationDays { get; init; } = 7;

    /// <summary>With fewer frauds to learn from nothing is trained.</summary>
    [Range(1, 1_000_000)]
    public int LeastFrauds { get; init; } = 50;

    /// <summary>How long a challenger is scored beside the champion at least, and on how many decisions.</summary>
    [Range(0, 10_000)]
    public double ShadowHours { get; init; } = 24;

    [Range(1, 1_000_000_000)]
    public int ShadowDecisions { get; init; } = 1_000;

    /// <summary>How often that is looked up, and after how many days a challenger is given up whom too few decisions have met.</summary>
    [Range(.0001, 1_000)]
    public double LookAgainMinutes { get; init; } = 60;

    [Range(.0001, 1_000)]
    public double MostShadowDays { get; init; } = 14;
}
