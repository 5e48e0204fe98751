using FraudFunctions.Engine.Money;
using FraudFunctions.Learning.Policies;

namespace FraudFunctions.App.Policies;

/// <summary>What a policy would have cost over the decisions of a window, and how far the log can say so.</summary>
public sealed record EstimateView
{
    /// <summary>The version asked about; null for a candidate that is not stored. Every policy is priced at the costs of the active one.</summary>
    public required int? Policy { get; init; }
    public required int PricedBy { get; init; }
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset Until { get; init; }
    public required DateTimeOffset AsOf { get; init; }
    public required double MaturityDays { get; init; }
    public required int Decisions { get; init; }
    public required int Customers { get; init; }

    /// <summary>Decisions of the window that rest on other features than this release computes, and count for nothing here.</summary>
    public required int OtherReleases { get; init; }

    /// <summary>Decisions of the window that the model asked about has not scored, and count for nothing here either.</summary>
    public required int Unscored { get; init; }

    /// <summary>Of the measures in money.</summary>
    public required string Currency { get; init; }
    public required IReadOnlyList<MeasureView> Measures { get; init; }
    public required OverlapView Overlap { get; init; }
    public required IReadOnlyList<Warning> Warnings { get; init; }

    public static EstimateView Of(PolicyEstimate estimate, int? policy, int pricedBy, LogWindow window, ReadLog read) => new()
    {
        Policy = policy,
        PricedBy = pricedBy,
        From = window.From,
        Until = window.Until,
        AsOf = window.AsOf,
        MaturityDays = window.MaturityDays,
        Decisions = estimate.Decisions,
        Customers = estimate.Customers,
        OtherReleases = read.OtherReleases,
        Unscored = read.Unscored,
        Currency = ReferenceRates.Default.BaseCurrency,
        Measures = [.. estimate.Measures.Select(MeasureView.Of)],
        Overlap = new OverlapView(Rounded(estimate.Changed), Rounded(estimate.EffectiveSampleSize), Rounded(estimate.EffectiveChanged), Rounded(estimate.Uncovered), Rounded(estimate.Blind), Rounded(estimate.Clipped)),
        Warnings = estimate.Warnings,
    };

    internal static double Rounded(double value) => Math.Round(value, 4);
}

/// <summary>One measure by each estimator with its 95 % interval; what is refused is null, and a warning says why.</summary>
public sealed record MeasureView(Measure Measure, FigureView AsItWas, FigureView? Ips, FigureView? Snips, FigureView? DoublyRobust, FigureView? Difference)
{
    public static MeasureView Of(MeasureEstimate estimate) => new(
        estimate.Measure, FigureView.Of(estimate.AsItWas)!, FigureView.Of(estimate.Ips), FigureView.Of(estimate.Snips), FigureView.Of(estimate.DoublyRobust), FigureView.Of(estimate.Difference));
}

/// <summary>A figure over all decisions of the window, and its interval.</summary>
public sealed record FigureView(double Value, double Low, double High)
{
    public static FigureView? Of(Estimate? estimate) => estimate is { } one
        ? new FigureView(EstimateView.Rounded(one.Value), EstimateView.Rounded(one.Interval.Low), EstimateView.Rounded(one.Interval.High))
        : null;
}

/// <summary>Shares of decisions, and how many decisions the estimate rests on in effect.</summary>
public sealed record OverlapView(double ChangedShare, double EffectiveSampleSize, double EffectiveChanged, double UncoveredShare, double BlindShare, double ClippedShare);
