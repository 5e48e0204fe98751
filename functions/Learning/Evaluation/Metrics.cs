using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Evaluation;

/// <summary>What to measure with.</summary>
public sealed record MetricsOptions
{
    /// <summary>Cards an analyst team can look at in a day.</summary>
    public int CardsPerDay { get; init; } = 100;
    public CostModel Cost { get; init; } = new(ReviewCostMinor: 500);

    /// <summary>Bins of equal width for the expected calibration error.</summary>
    public int CalibrationBins { get; init; } = 15;

    /// <summary>Draws for the interval of average precision; 0 leaves it out.</summary>
    public int BootstrapDraws { get; init; } = 500;
    public int Seed { get; init; }
}

/// <summary>Everything measured of one model on one set of rows. A figure whose columns the rows lack (customers, times, amounts) is null.</summary>
public sealed record Metrics
{
    public required int Rows { get; init; }
    public required int Frauds { get; init; }
    public required double AveragePrecision { get; init; }

    /// <summary>95 %, by drawing customers.</summary>
    public required Interval? AveragePrecisionInterval { get; init; }
    public required double RocAuc { get; init; }

    /// <summary>Recall while at most one genuine row in a thousand is flagged.</summary>
    public required double RecallAtFpr01Percent { get; init; }
    public required double RecallAtFpr1Percent { get; init; }

    /// <summary>Handbook Card Precision@k, k as in the options.</summary>
    public required double? CardPrecision { get; init; }

    /// <summary>Flagging where the expected loss exceeds the cost of a review.</summary>
    public required Outcome? AtExpectedLoss { get; init; }
    public required double Brier { get; init; }
    public required double LogLoss { get; init; }

    /// <summary>Over bins of equal width, as many as in the options.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>Measures calibrated probabilities.</summary>
    public static Metrics Of(ReadOnlySpan<double> probabilities, Dataset rows, MetricsOptions options)
    {
        var labels = rows.Labels.Span;
        var ranking = Ranking.Of(probabilities, labels);
        var customers = rows.CustomerIds.Span;
        return new Metrics
        {
            Rows = labels.Length,
            Frauds = (int)ranking.Positives,
            AveragePrecision = ranking.AveragePrecision(),
            AveragePrecisionInterval = customers.IsEmpty || options.BootstrapDraws == 0 ? null
                : Bootstrap.AveragePrecision(probabilities, labels, customers, new Random(options.Seed), options.BootstrapDraws),
            RocAuc = ranking.RocAuc(),
            RecallAtFpr01Percent = ranking.RecallAt(.001),
            RecallAtFpr1Percent = ranking.RecallAt(.01),
            CardPrecision = customers.IsEmpty || rows.Times.IsEmpty ? null
                : Evaluation.CardPrecision.AtTop(options.CardsPerDay, probabilities, labels, customers, rows.Times.Span),
            AtExpectedLoss = rows.AmountsMinor.IsEmpty ? null : options.Cost.ByExpectedLoss(probabilities, labels, rows.AmountsMinor.Span),
            Brier = Reliability.Brier(probabilities, labels),
            LogLoss = Reliability.LogLoss(probabilities, labels),
            CalibrationError = Reliability.ExpectedCalibrationError(probabilities, labels, options.CalibrationBins)
        };
    }

    /// <summary>The figures by name, as a model card keeps them.</summary>
    public IReadOnlyDictionary<string, double> ToCard()
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["rows"] = Rows,
            ["frauds"] = Frauds,
            ["averagePrecision"] = AveragePrecision,
            ["rocAuc"] = RocAuc,
            ["recallAtFpr01Percent"] = RecallAtFpr01Percent,
            ["recallAtFpr1Percent"] = RecallAtFpr1Percent,
            ["brier"] = Brier,
            ["logLoss"] = LogLoss,
            ["calibrationError"] = CalibrationError
        };
        if (AveragePrecisionInterval is { } interval)
            (figures["averagePrecisionLow"], figures["averagePrecisionHigh"]) = (interval.Low, interval.High);
        if (CardPrecision is { } precision)
            figures["cardPrecision"] = precision;
        if (AtExpectedLoss is { } outcome)
            (figures["amountRecall"], figures["savings"]) = (outcome.AmountRecall, outcome.Savings);
        return figures;
    }
}
