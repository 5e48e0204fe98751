using System.Globalization;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Governance;

/// <summary>A decided payment with all that was ever said of it, and the probability that decided.</summary>
public readonly record struct LabelledRow(DateTimeOffset Time, string? Merchant, double? Probability, IReadOnlyList<Word> Words);

/// <summary>
/// Holds the newest labels against all before them. Whoever wants to teach a model something false must label much, at one place, against other
/// sources, or against all that was known; each of these shows.
/// </summary>
public static class CheckLabels
{
    public static IReadOnlyList<GateResult> Of(LabelLimits limits, IReadOnlyList<LabelledRow> rows, DateTimeOffset at)
    {
        DateTimeOffset since = at - TimeSpan.FromDays(limits.BatchDays);
        List<(LabelledRow Row, Word First)> batch = [], earlier = [];
        foreach (LabelledRow row in rows)
        {
            if (FirstFraud(row, at) is { } first)
                (first.Known > since ? batch : earlier).Add((row, first));
        }
        DateTimeOffset begin = earlier.Count == 0 ? since : earlier.Min(pair => pair.First.Known);
        double days = Math.Max(1, (since - begin).TotalDays);
        return
        [
            Volume(limits, batch, earlier.Count / days, earlier.Count > 0),
            Sources(limits, batch, earlier, days),
            Merchants(limits, batch, earlier),
            Contradictions(limits, rows, since, at),
            Surprise(limits, rows, batch, earlier, at),
        ];
    }

    private static GateResult Volume(LabelLimits limits, List<(LabelledRow Row, Word First)> batch, double usual, bool hasPast)
    {
        (DateOnly Day, int Count) worst = batch.GroupBy(pair => DateOnly.FromDateTime(pair.First.Known.UtcDateTime)).Select(day => (day.Key, day.Count())).OrderByDescending(day => day.Item2).FirstOrDefault();
        // Four standard deviations of a Poisson count on top: a small bank's day may double by chance.
        double most = Math.Max(limits.LeastCount, limits.MostDayRatio * usual + 4 * Math.Sqrt(usual));
        return GateResult.Of("labelVolume", !hasPast || worst.Count <= most,
            Say($"The day with most fraud labels has {worst.Count:N0}, the usual day {usual:F1}; {most:F0} is the most."), ("worstDay", worst.Count), ("usual", usual), ("most", most));
    }

    private static GateResult Sources(LabelLimits limits, List<(LabelledRow Row, Word First)> batch, List<(LabelledRow Row, Word First)> earlier, double days)
    {
        double worst = 0;
        string name = "none";
        foreach (IGrouping<LabelSource, (LabelledRow Row, Word First)> source in batch.GroupBy(pair => pair.First.Source))
        {
            // A source that was never heard before is held against a tenth of all others.
            double usual = Math.Max(earlier.Count(pair => pair.First.Source == source.Key), .1 * earlier.Count) / days;
            double ratio = usual == 0 ? 0 : source.Count() / (double)limits.BatchDays / usual;
            if (source.Count() >= limits.LeastCount && ratio > worst)
                (worst, name) = (ratio, source.Key.ToString());
        }
        return GateResult.Of("labelSource", worst <= limits.MostSourceRatio,
            Say($"The source that says more than usual, {name}, says {worst:F1} times as much; {limits.MostSourceRatio:F1} is the most."), ("ratio", worst));
    }

    private static GateResult Merchants(LabelLimits limits, List<(LabelledRow Row, Word First)> batch, List<(LabelledRow Row, Word First)> earlier)
    {
        (string? Merchant, int Count) worst = batch.Where(pair => pair.Row.Merchant is not null).GroupBy(pair => pair.Row.Merchant, StringComparer.Ordinal).Select(one => (one.Key, one.Count())).OrderByDescending(one => one.Item2).FirstOrDefault();
        double share = batch.Count == 0 ? 0 : worst.Count / (double)batch.Count;
        double before = earlier.Count == 0 ? 0 : earlier.Count(pair => pair.Row.Merchant == worst.Merchant) / (double)earlier.Count;
        bool passed = worst.Count < limits.LeastCount || share <= Math.Max(limits.MostMerchantShare, 2 * before);
        return GateResult.Of("labelMerchant", passed,
            Say($"{worst.Count:N0} of {batch.Count:N0} new frauds are at one merchant, {share:P0}; {limits.MostMerchantShare:P0} is the most."), ("share", share), ("before", before));
    }

    private static GateResult Contradictions(LabelLimits limits, IReadOnlyList<LabelledRow> rows, DateTimeOffset since, DateTimeOffset at)
    {
        int spoken = 0, contradicted = 0;
        foreach (LabelledRow row in rows)
        {
            Word[] known = [.. row.Words.Where(word => word.Known <= at)];
            if (!known.Any(word => word.Known > since))
                continue;
            spoken++;
            contradicted += known.Select(word => word.Verdict).Distinct().Count() > 1 ? 1 : 0;
        }
        double share = spoken == 0 ? 0 : contradicted / (double)spoken;
        return GateResult.Of("labelContradiction", contradicted < limits.LeastCount || share <= limits.MostContradicted,
            Say($"Of {spoken:N0} payments that were spoken of, {contradicted:N0} are called both fraud and genuine, {share:P0}; {limits.MostContradicted:P0} is the most."), ("share", share), ("contradicted", contradicted));
    }

    private static GateResult Surprise(LabelLimits limits, IReadOnlyList<LabelledRow> rows, List<(LabelledRow Row, Word First)> batch, List<(LabelledRow Row, Word First)> earlier, DateTimeOffset at)
    {
        double[] genuine = [.. rows.Where(row => row.Probability is not null && FirstFraud(row, at) is null).Select(row => row.Probability!.Value)];
        double? now = Separation(batch, genuine, limits.LeastCount), before = Separation(earlier, genuine, limits.LeastCount);
        double surprise = now is null || before is null ? 0 : before.Value - now.Value;
        return GateResult.Of("labelSurprise", surprise <= limits.MostSurprise,
            now is null || before is null ? "There are too few scored frauds to hold new against old." : Say($"Scores of the past put {now:P0} of the new frauds before a genuine payment, of the earlier ones {before:P0}; {limits.MostSurprise:P0} less is the most."),
            ("now", now ?? 0), ("before", before ?? 0));
    }

    private static double? Separation(List<(LabelledRow Row, Word First)> frauds, double[] genuine, int least)
    {
        double[] scores = [.. frauds.Where(pair => pair.Row.Probability is not null).Select(pair => pair.Row.Probability!.Value)];
        if (scores.Length < least || genuine.Length == 0)
            return null;
        bool[] labels = new bool[scores.Length + genuine.Length];
        labels.AsSpan(0, scores.Length).Fill(true);
        return Ranking.Of([.. scores, .. genuine], labels).RocAuc();
    }

    /// <summary>The word that first said fraud, where fraud stands.</summary>
    private static Word? FirstFraud(LabelledRow row, DateTimeOffset at)
    {
        if (row.Words.Count == 0 || Standing.Of([.. row.Words], at) is not { Verdict: Verdict.Fraud })
            return null;
        return row.Words.Where(word => word.Verdict == Verdict.Fraud && word.Known <= at).MinBy(word => word.Known);
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
