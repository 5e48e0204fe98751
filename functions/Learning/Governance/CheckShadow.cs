using System.Globalization;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Governance;

/// <summary>A live decision that both models have scored: what each said, whether each would have alerted, and whether it is known as fraud by now.</summary>
public readonly record struct ShadowedDecision(double Champion, double Shadow, bool ChampionAlerts, bool ShadowAlerts, bool IsFraud);

/// <summary>What the shadow did on live traffic, beside the champion.</summary>
public static class CheckShadow
{
    /// <summary>With less than <paramref name="least"/> to go by, nothing else is looked at.</summary>
    public static IReadOnlyList<GateResult> Of(ShadowLimits limits, int least, IReadOnlyList<ShadowedDecision> decisions)
    {
        GateResult enough = GateResult.Of("shadowDecisions", decisions.Count > 0 && decisions.Count >= least,
            Say($"{decisions.Count:N0} live decisions were scored by both; {least:N0} is the least."), ("decisions", decisions.Count));
        return !enough.Passed ? [enough] : [enough, Alerts(limits, decisions), Scores(limits, decisions), Frauds(limits, decisions)];
    }

    private static GateResult Alerts(ShadowLimits limits, IReadOnlyList<ShadowedDecision> decisions)
    {
        int mine = decisions.Count(decision => decision.ShadowAlerts), theirs = decisions.Count(decision => decision.ChampionAlerts);
        // Five alerts on either side are nothing to take a ratio of.
        double ratio = (mine + 5.0) / (theirs + 5.0);
        return GateResult.Of("shadowAlerts", ratio <= limits.MostAlertRatio && ratio >= 1 / limits.MostAlertRatio,
            Say($"Of {decisions.Count:N0} live decisions the shadow alerts on {mine:N0}, the champion on {theirs:N0}; {limits.MostAlertRatio:F1} times as many is the most, and as few the least."),
            ("decisions", decisions.Count), ("shadow", mine), ("champion", theirs));
    }

    private static GateResult Scores(ShadowLimits limits, IReadOnlyList<ShadowedDecision> decisions)
    {
        long[] mine = new long[ScoreBins.Count], theirs = new long[ScoreBins.Count];
        foreach (ShadowedDecision decision in decisions)
        {
            mine[ScoreBins.Of(decision.Shadow)]++;
            theirs[ScoreBins.Of(decision.Champion)]++;
        }
        double shift = PopulationStability.Index(mine, theirs);
        return GateResult.Of("shadowScores", shift <= limits.MostScoreShift,
            Say($"Its scores lie {shift:F3} from the champion's (population stability index); {limits.MostScoreShift:F2} is the most."), ("index", shift));
    }

    private static GateResult Frauds(ShadowLimits limits, IReadOnlyList<ShadowedDecision> decisions)
    {
        bool[] labels = [.. decisions.Select(decision => decision.IsFraud)];
        int frauds = labels.Count(label => label);
        if (frauds < limits.LeastFrauds || frauds == labels.Length)
            return GateResult.Of("shadowFrauds", true, Say($"{frauds:N0} frauds of that time are known, too few to rank by; the test before stands."), ("frauds", frauds));
        double mine = Ranking.AveragePrecision([.. decisions.Select(decision => decision.Shadow)], labels), theirs = Ranking.AveragePrecision([.. decisions.Select(decision => decision.Champion)], labels);
        return GateResult.Of("shadowFrauds", mine >= theirs - limits.MostLoss,
            Say($"On {frauds:N0} frauds known by now its average precision is {mine:F3}, the champion's {theirs:F3}; {limits.MostLoss:F2} less is the least."), ("frauds", frauds), ("shadow", mine), ("champion", theirs));
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
