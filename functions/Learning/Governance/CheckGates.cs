using System.Globalization;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Governance;

/// <summary>Holds a challenger against the champion on rows later than both have learned from, gate by gate. Equal inputs give an equal report.</summary>
public static class CheckGates
{
    private const int CalibrationBins = 15;

    public static IReadOnlyList<GateResult> Of(Gates gates, TestRows test, Measured challenger, Measured? champion, IReadOnlyList<GateResult> labels)
    {
        GateResult enough = Enough(gates, test.Rows.Rows, test.Rows.Positives);
        if (!enough.Passed || test.Rows.Positives == test.Rows.Rows)
            return [.. labels, enough with { Passed = false }];
        return
        [
            .. labels,
            enough,
            Lift(gates, test, challenger),
            Gain(gates, test, challenger, champion),
            Calibration(gates, test, challenger, champion),
            WorstSlice(gates, test, challenger, champion),
            Latency(gates, challenger, champion),
            Reasons(gates, challenger, champion),
        ];
    }

    private static GateResult Enough(Gates gates, int rows, int frauds) => GateResult.Of(
        "enough", rows >= gates.LeastRows && frauds >= gates.LeastFrauds,
        Say($"{rows:N0} settled rows with {frauds:N0} frauds; {gates.LeastRows:N0} and {gates.LeastFrauds:N0} are needed."), ("rows", rows), ("frauds", frauds));

    private static GateResult Lift(Gates gates, TestRows test, Measured challenger)
    {
        double precision = PrecisionOf(challenger, test), chance = (double)test.Rows.Positives / test.Rows.Rows;
        return GateResult.Of("lift", precision >= gates.LeastLift * chance,
            Say($"Average precision is {precision:F3}, {precision / chance:F1} times chance; {gates.LeastLift:F1} times is the least."), ("averagePrecision", precision), ("chance", chance));
    }

    private static GateResult Gain(Gates gates, TestRows test, Measured challenger, Measured? champion)
    {
        if (champion is null)
            return WithoutChampion("gain");
        double mine = PrecisionOf(challenger, test), theirs = PrecisionOf(champion, test), gain = mine - theirs;
        Interval interval = Bootstrap.Gain(challenger.Probabilities, champion.Probabilities, test.Rows.Labels.Span, test.Rows.CustomerIds.Span, new Random(1), gates.BootstrapDraws);
        bool passed = gain >= gates.LeastGain && interval.Low >= gates.LeastGainLow;
        return GateResult.Of("gain", passed,
            Say($"Average precision is {mine:F3} against {theirs:F3} of the champion: {gain:+0.000;-0.000;0.000}, 95 % between {interval.Low:+0.000;-0.000;0.000} and {interval.High:+0.000;-0.000;0.000}; at least {gates.LeastGain:F3} and {gates.LeastGainLow:F3} are asked for."),
            ("challenger", mine), ("champion", theirs), ("gain", gain), ("gainLow", interval.Low), ("gainHigh", interval.High));
    }

    private static GateResult Calibration(Gates gates, TestRows test, Measured challenger, Measured? champion)
    {
        double mine = Reliability.ExpectedCalibrationError(challenger.Probabilities, test.Rows.Labels.Span, CalibrationBins);
        double? theirs = champion is null ? null : Reliability.ExpectedCalibrationError(champion.Probabilities, test.Rows.Labels.Span, CalibrationBins);
        double most = Math.Max(gates.MostCalibrationError, theirs ?? 0);
        return GateResult.Of("calibration", mine <= most,
            Say($"Probabilities are off by {mine:P2} on average; {most:P2} is the most."), ("challenger", mine), ("champion", theirs ?? mine), ("most", most));
    }

    private static GateResult WorstSlice(Gates gates, TestRows test, Measured challenger, Measured? champion)
    {
        if (champion is null)
            return WithoutChampion("worstSlice");
        double myThreshold = ThresholdAt(challenger, test, gates.SliceFalseAlarms), theirThreshold = ThresholdAt(champion, test, gates.SliceFalseAlarms);
        (string Name, double Mine, double Theirs, int Frauds)? worst = null;
        foreach ((string dimension, string[] slice) in test.Slices)
        {
            foreach (IGrouping<string, int> rows in Enumerable.Range(0, slice.Length).Where(row => test.Rows.Labels.Span[row]).GroupBy(row => slice[row], StringComparer.Ordinal))
            {
                int frauds = rows.Count();
                if (frauds < gates.LeastSliceFrauds)
                    continue;
                double mine = rows.Count(row => challenger.Probabilities[row] >= myThreshold) / (double)frauds;
                double theirs = rows.Count(row => champion.Probabilities[row] >= theirThreshold) / (double)frauds;
                if (worst is not { } found || mine - theirs < found.Mine - found.Theirs)
                    worst = ($"{dimension} {rows.Key}", mine, theirs, frauds);
            }
        }
        if (worst is not { } slowest)
            return GateResult.Of("worstSlice", true, Say($"No slice has {gates.LeastSliceFrauds} frauds."));
        double loss = slowest.Theirs - slowest.Mine;
        return GateResult.Of("worstSlice", loss <= gates.MostSliceLoss,
            Say($"At {gates.SliceFalseAlarms:P1} false alarms the slice '{slowest.Name}' does worst: {slowest.Mine:P1} of {slowest.Frauds} frauds found, the champion finds {slowest.Theirs:P1}; {gates.MostSliceLoss:P0} may be lost."),
            ("challenger", slowest.Mine), ("champion", slowest.Theirs), ("loss", loss), ("frauds", slowest.Frauds));
    }

    private static GateResult Latency(Gates gates, Measured challenger, Measured? champion)
    {
        double mine = challenger.MicrosecondsPerRow, theirs = champion?.MicrosecondsPerRow ?? mine;
        double most = Math.Max(gates.FreeMicroseconds, gates.MostLatencyRatio * theirs);
        return GateResult.Of("latency", mine <= most,
            Say($"A row takes {mine:F1} µs, {theirs:F1} with the champion; {most:F1} is the most."), ("challengerMicroseconds", mine), ("championMicroseconds", theirs));
    }

    private static GateResult Reasons(Gates gates, Measured challenger, Measured? champion)
    {
        if (champion is null)
            return WithoutChampion("reasons");
        double overlap = ReasonOverlap.Mean(challenger.Reasons, champion.Reasons);
        return GateResult.Of("reasons", overlap >= gates.LeastReasonOverlap,
            Say($"On the {champion.Reasons.Count} rows that the champion puts first, the leading reasons overlap by {overlap:F2}; {gates.LeastReasonOverlap:F2} is the least."),
            ("overlap", overlap), ("rows", champion.Reasons.Count));
    }

    private static GateResult WithoutChampion(string gate) => GateResult.Of(gate, true, "There is no champion to be held against.");

    private static double PrecisionOf(Measured model, TestRows test) => Ranking.AveragePrecision(model.Probabilities, test.Rows.Labels.Span);

    /// <summary>The score that this share of the genuine rows reaches.</summary>
    private static double ThresholdAt(Measured model, TestRows test, double share)
    {
        ReadOnlySpan<bool> labels = test.Rows.Labels.Span;
        List<double> genuine = new(labels.Length);
        for (int row = 0; row < labels.Length; row++)
        {
            if (!labels[row])
                genuine.Add(model.Probabilities[row]);
        }
        genuine.Sort();
        int first = Math.Max(0, genuine.Count - 1 - (int)(share * genuine.Count));
        // Above it, so that the many that share one score are not all flagged.
        return Math.BitIncrement(genuine[first]);
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
