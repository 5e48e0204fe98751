using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Learning.Policies;

/// <summary>
/// How likely a decision shows how it ended, by its outcome: the share of decisions with that outcome of which it is known. A refused payment shows
/// nothing, whatever somebody says of it: who complains about a refusal is no sample of those who were refused.
/// </summary>
internal sealed class Censoring
{
    private const double Hardly = .02;
    private readonly double[] shown = new double[Outcomes.Count];

    public static Censoring Of(IReadOnlyList<LoggedDecision> decisions)
    {
        int[] all = new int[Outcomes.Count];
        int[] known = new int[Outcomes.Count];
        foreach (LoggedDecision logged in decisions)
        {
            all[(int)logged.Chosen]++;
            known[(int)logged.Chosen] += Shown(logged) is null ? 0 : 1;
        }
        Censoring censoring = new();
        for (int outcome = 0; outcome < all.Length; outcome++)
        {
            double share = all[outcome] == 0 ? 0 : (double)known[outcome] / all[outcome];
            censoring.shown[outcome] = share < Hardly ? 0 : share;
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
