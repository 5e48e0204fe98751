namespace FraudFunctions.Learning.Simulation;

/// <summary>How late each source speaks (medians; the delays are log-normal) and how often it is silent or wrong.</summary>
public sealed record LabelDelays
{
    public double IssuerMinutes { get; init; } = 3;
    public double AnalystHours { get; init; } = 16;
    public double EarlyFraudReportDays { get; init; } = 5;

    /// <summary>Median 18 days and a long tail, cut off at four times the median: about the 60–75 days card schemes see.</summary>
    public double DisputeDays { get; init; } = 18;

    /// <summary>Settled disputes and debts written off. A bust-out is written off after 30 days at the earliest.</summary>
    public double FinalDays { get; init; } = 55;

    /// <summary>Share of victims who never notice, so that nobody ever labels their fraud (more stay silent by chance).</summary>
    public double NeverLabelledShare { get; init; } = 0.08;

    /// <summary>Share of genuine online card payments their own customer disputes all the same (friendly fraud).</summary>
    public double FriendlyFraudShare { get; init; } = 0.0003;

    /// <summary>Share of genuine debits an analyst takes for fraud; a final label puts most of them right.</summary>
    public double AnalystErrorShare { get; init; } = 0.00015;

    /// <summary>Share of genuine debits an analyst looks at and confirms; odd ones (abroad, new payee) six times as often.</summary>
    public double ConfirmedGenuineShare { get; init; } = 0.002;
}
