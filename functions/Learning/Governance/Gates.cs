namespace FraudFunctions.Learning.Governance;

/// <summary>What a model must show before it may be tried: fixed before anybody has seen its figures.</summary>
public sealed record Gates
{
    /// <summary>With fewer frauds in the test than this every figure is chance.</summary>
    public int LeastFrauds { get; init; } = 50;
    public int LeastRows { get; init; } = 2_000;

    /// <summary>Average precision as a multiple of the share of fraud, which is what chance reaches.</summary>
    public double LeastLift { get; init; } = 5;

    /// <summary>Average precision less that of the champion, on the same rows.</summary>
    public double LeastGain { get; init; }

    /// <summary>How far below nothing the 95 % interval of the gain may reach, customers drawn with replacement.</summary>
    public double LeastGainLow { get; init; } = -.03;
    public int BootstrapDraws { get; init; } = 300;

    /// <summary>Expected calibration error; more is let pass only where the champion's is as great.</summary>
    public double MostCalibrationError { get; init; } = .01;

    /// <summary>The share of genuine rows that may be flagged where slices are compared.</summary>
    public double SliceFalseAlarms { get; init; } = .01;

    /// <summary>How much recall any slice with <see cref="LeastSliceFrauds"/> may lose against the champion.</summary>
    public double MostSliceLoss { get; init; } = .1;
    public int LeastSliceFrauds { get; init; } = 20;

    /// <summary>Time per row as a multiple of the champion's; what is below <see cref="FreeMicroseconds"/> is quick enough anyway.</summary>
    public double MostLatencyRatio { get; init; } = 3;
    public double FreeMicroseconds { get; init; } = 50;

    /// <summary>Mean overlap of the leading reasons on the rows that the champion flags.</summary>
    public double LeastReasonOverlap { get; init; } = .4;
    public LabelLimits Labels { get; init; } = new();
    public ShadowLimits Shadow { get; init; } = new();
}

/// <summary>When the newest labels are not to be learned from before somebody has looked at them. Each needs a count before it may trip.</summary>
public sealed record LabelLimits
{
    /// <summary>Labels that became known within so many days are the batch that is held against all before.</summary>
    public int BatchDays { get; init; } = 7;
    public int LeastCount { get; init; } = 20;

    /// <summary>Fraud labels of one day as a multiple of the usual day.</summary>
    public double MostDayRatio { get; init; } = 4;

    /// <summary>The same of one source.</summary>
    public double MostSourceRatio { get; init; } = 6;

    /// <summary>Share of the batch's frauds at one merchant.</summary>
    public double MostMerchantShare { get; init; } = .5;

    /// <summary>Share of the newly labelled of which somebody else says the opposite.</summary>
    public double MostContradicted { get; init; } = .25;

    /// <summary>How much worse the scores of the past may rank the new frauds than they ranked the earlier ones (ROC AUC).</summary>
    public double MostSurprise { get; init; } = .2;
}

/// <summary>What must hold on live traffic before a model in the shadow may be proposed.</summary>
public sealed record ShadowLimits
{
    /// <summary>Alerts of the shadow as a multiple of the champion's, either way.</summary>
    public double MostAlertRatio { get; init; } = 2;

    /// <summary>Population stability index of the shadow's scores against the champion's.</summary>
    public double MostScoreShift { get; init; } = .25;

    /// <summary>With so many frauds known of the shadow's time, its average precision may be so much lower.</summary>
    public int LeastFrauds { get; init; } = 20;
    public double MostLoss { get; init; } = .05;
}
