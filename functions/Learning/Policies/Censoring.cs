using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Learning.Policies;

/// <summary>
/// How likely a decision shows how it ended, by its outcome: the share of decisions with that outcome of which it is known. A refused payment shows
/// nothing, whatever somebody says of it: who complains about a refusal is no sample of those who were refused. Nor does an outcome of which frauds
/// are told and the rest is silent: where more of what is shown is fraud than its probabilities have it, the truth itself decides what is shown.
/// </summary>
internal sealed class Censoring
{
    private const double Hardly = .02;

    // Four standard deviations, and half as many frauds again: neither chance nor a calibration that is somewhat off.
    private const double Deviations = 4, Excess = 1.5;

    // Where nearly everything is shown there is nothing left to select from.
    private const double NearlyAll = .95;
    private readonly double[] shown = new double[Outcomes.Count];

    public static Censoring Of(IReadOnlyList<LoggedDecision> decisions)
    {
        int[] all = new int[Outcomes.Count];
        int[] known = new int[Outcomes.Count], frauds = new int[Outcomes.Count];
        double[] expected = new double[Outcomes.Count], variance = new double[Outcomes.Count];
        foreach (LoggedDecision logged in decisions)
        {
            all[(int)logged.Chosen]++;
            if (Shown(logged) is not { } shown)
                continue;
            known[(int)logged.Chosen]++;
            // What a rule has raised knows more than the model: its frauds are no surprise, and no sign.
            if (logged.Probability is not { } p || logged.Hits.Any(rule => rule.AtLeast is not null))
                continue;
            frauds[(int)logged.Chosen] += shown.IsFraud ? 1 : 0;
            expected[(int)logged.Chosen] += p;
            variance[(int)logged.Chosen] += p * (1 - p);
        }
        Censoring censoring = new();
        for (int outcome = 0; outcome < all.Length; outcome++)
        {
            double share = all[outcome] == 0 ? 0 : (double)known[outcome] / all[outcome];
            bool isSelected = share < NearlyAll && frauds[outcome] > Excess * expected[outcome] && frauds[outcome] > expected[outcome] + Deviations * Math.Sqrt(variance[outcome] + 1);
            censoring.shown[outcome] = share < Hardly || isSelected ? 0 : share;
        }
        return censoring;
    }

    /// <summary>The truth and the end of a decision, where they count as known.</summary>
    public static (bool IsFraud, Ending Ending)? Shown(LoggedDecision logged)
        => logged is { Chosen: not Outcome.Decline, IsFraud: { } isFraud, Ending: { } ending } ? (isFraud, ending) : null;

    /// <summary>For decisions with that outcome.</summary>
    public double Of(Outcome outcome) => shown[(int)outcome];

    /// <summary>For a payment, over the outcomes that it may have had.</summary>
    public double Of(IReadOnlyList<double> propensities)
    {
        double sum = 0;
        for (int outcome = 0; outcome < shown.Length; outcome++)
            sum += propensities[outcome] * shown[outcome];
        return sum;
    }
}
