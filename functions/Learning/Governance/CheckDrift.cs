using System.Globalization;

namespace FraudFunctions.Learning.Governance;

/// <summary>What drift is measured in.</summary>
public enum DriftKind { Input, Score, Alerts, Calibration, LabelDelay, Errors }

/// <summary>One figure of drift, its limit, and whether it is beyond.</summary>
public sealed record DriftFigure(DriftKind Kind, string Subject, double Value, double Limit, bool Tripped, string Sentence);

/// <summary>From when on something is said to have drifted. With less to go by than the counts, nothing is said.</summary>
public sealed record DriftLimits
{
    /// <summary>Population stability index of an input, and of the scores.</summary>
    public double MostInputShift { get; init; } = .25;
    public double MostScoreShift { get; init; } = .25;

    /// <summary>Alert rate as a multiple of the usual, either way.</summary>
    public double MostAlertRatio { get; init; } = 3;

    /// <summary>Known frauds as a multiple of those that the probabilities promised, either way.</summary>
    public double MostCalibrationRatio { get; init; } = 2;
    public double MostDelayShift { get; init; } = .25;

    /// <summary>Share of decisions that had to do without something.</summary>
    public double MostDegraded { get; init; } = .05;
    public long LeastDecisions { get; init; } = 500;
    public long LeastSampled { get; init; } = 500;
    public long LeastCount { get; init; } = 30;
}

/// <summary>Traffic to look at: what is new, what was usual before, and of both the part whose labels have come.</summary>
public sealed record DriftView(TrafficMetrics Recent, TrafficMetrics Usual, TrafficMetrics Settled, TrafficMetrics SettledBefore, ModelReference? Reference);

/// <summary>Holds new traffic against what a model was made for, and against what was usual.</summary>
public static class CheckDrift
{
    public static IReadOnlyList<DriftFigure> Of(DriftLimits limits, DriftView view)
        => [.. Scores(limits, view), .. Alerts(limits, view), .. Errors(limits, view), .. Calibration(limits, view), .. Delays(limits, view), .. Inputs(limits, view)];

    private static IEnumerable<DriftFigure> Inputs(DriftLimits limits, DriftView view)
    {
        if (view.Reference is not { } reference || view.Recent.Sampled < limits.LeastSampled || !view.Recent.Fits(reference))
            return [];
        return reference.Columns
            .Select((column, i) => (column.Name, Shift: PopulationStability.Index(view.Recent.Inputs[i], [.. column.Counts])))
            .Where(one => !GrowsByItself(one.Name))
            .OrderByDescending(one => one.Shift).ThenBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => new DriftFigure(DriftKind.Input, one.Name, Math.Round(one.Shift, 4), limits.MostInputShift, one.Shift > limits.MostInputShift,
                Say($"The input {one.Name} lies {one.Shift:F3} from where it lay when the model was tested (population stability index).")));
    }

    /// <summary>Ages and lifetime counts rise for everybody as time goes on: that they have moved says nothing.</summary>
    private static bool GrowsByItself(string column)
        => column.EndsWith("_age_days", StringComparison.Ordinal) || column is "customer_count_log" or "customer_counterparties" or "customer_devices";

    private static IEnumerable<DriftFigure> Scores(DriftLimits limits, DriftView view)
    {
        long[] against = view.Reference is { } reference ? [.. reference.Scores] : view.Usual.Scores;
        if (view.Recent.Scores.Sum() < limits.LeastDecisions || against.Sum() < limits.LeastDecisions)
            yield break;
        double shift = PopulationStability.Index(view.Recent.Scores, against);
        yield return new DriftFigure(DriftKind.Score, "all", Math.Round(shift, 4), limits.MostScoreShift, shift > limits.MostScoreShift,
            Say($"The scores of {view.Recent.Decisions:N0} decisions lie {shift:F3} from {(view.Reference is null ? "the usual" : "the test")} (population stability index); {limits.MostScoreShift:F2} is the most."));
    }

    private static IEnumerable<DriftFigure> Alerts(DriftLimits limits, DriftView view)
    {
        IEnumerable<(string Name, SegmentCount Recent, SegmentCount Usual)> segments = view.Recent.Segments
            .Where(one => view.Usual.Segments.ContainsKey(one.Key)).OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => (one.Key, one.Value, view.Usual.Segments[one.Key]))
            .Prepend(("all", new SegmentCount(view.Recent.Decisions, view.Recent.Alerts), new SegmentCount(view.Usual.Decisions, view.Usual.Alerts)));
        foreach ((string name, SegmentCount recent, SegmentCount usual) in segments)
        {
            if (recent.Decisions < limits.LeastDecisions || usual.Decisions < limits.LeastDecisions)
                continue;
            double expected = (double)usual.Alerts / usual.Decisions * recent.Decisions;
            // One alert more on both sides: none against one is no multiple.
            double ratio = (recent.Alerts + 1) / (expected + 1);
            bool counts = Math.Max(recent.Alerts, expected) >= limits.LeastCount;
            yield return new DriftFigure(DriftKind.Alerts, name, Math.Round(ratio, 4), limits.MostAlertRatio, counts && (ratio > limits.MostAlertRatio || ratio < 1 / limits.MostAlertRatio),
                Say($"{recent.Alerts:N0} of {recent.Decisions:N0} decisions alert in '{name}', {expected:F0} would be usual; {limits.MostAlertRatio:F1} times as many is the most, and as few the least."));
        }
    }

    private static IEnumerable<DriftFigure> Calibration(DriftLimits limits, DriftView view)
    {
        if (view.Settled.Decisions >= limits.LeastDecisions)
            yield return Promise(limits, "settled", view.Settled, bothWays: true);
        // Of what has not settled only too many frauds say anything: the missing ones may still come.
        if (view.Recent.Decisions >= limits.LeastDecisions)
            yield return Promise(limits, "recent", view.Recent, bothWays: false);
    }

    private static DriftFigure Promise(DriftLimits limits, string subject, TrafficMetrics traffic, bool bothWays)
    {
        double promised = traffic.Expected.Sum();
        long known = traffic.Frauds.Sum();
        double ratio = (known + 1) / (promised + 1);
        // Five standard deviations of a Poisson count besides: few frauds are many times nothing by chance.
        bool beyondChance = Math.Abs(known - promised) > 5 * Math.Sqrt(promised) && Math.Max(known, promised) >= limits.LeastCount;
        bool off = ratio > limits.MostCalibrationRatio || (bothWays && ratio < 1 / limits.MostCalibrationRatio);
        return new DriftFigure(DriftKind.Calibration, subject, Math.Round(ratio, 4), limits.MostCalibrationRatio, off && beyondChance,
            Say($"{known:N0} frauds are known of {traffic.Decisions:N0} {subject} decisions, their probabilities promise {promised:F0}."));
    }

    private static IEnumerable<DriftFigure> Delays(DriftLimits limits, DriftView view)
    {
        // Only what both have had the time for: the last bins are still filling.
        int bins = TrafficMetrics.DelayDays.Count(days => days <= 7);
        long[] recent = view.Settled.Delays[..bins], usual = view.SettledBefore.Delays[..bins];
        if (recent.Sum() < limits.LeastCount || usual.Sum() < limits.LeastCount)
            yield break;
        double shift = PopulationStability.Index(recent, usual);
        yield return new DriftFigure(DriftKind.LabelDelay, "all", Math.Round(shift, 4), limits.MostDelayShift, shift > limits.MostDelayShift,
            Say($"The delays of {recent.Sum():N0} labels lie {shift:F3} from the usual (population stability index); {limits.MostDelayShift:F2} is the most."));
    }

    private static IEnumerable<DriftFigure> Errors(DriftLimits limits, DriftView view)
    {
        if (view.Recent.Decisions < limits.LeastDecisions)
            yield break;
        double rate = view.Recent.DegradedRate, most = Math.Max(limits.MostDegraded, 2 * view.Usual.DegradedRate);
        yield return new DriftFigure(DriftKind.Errors, "all", Math.Round(rate, 4), Math.Round(most, 4), rate > most,
            Say($"{rate:P1} of {view.Recent.Decisions:N0} decisions had to do without something; {most:P1} is the most."));
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
