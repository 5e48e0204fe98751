using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Policies;

/// <summary>
/// What a policy would have cost, from decisions that another one made: by weighting those on which they agree, IPS (Horvitz and Thompson 1952) and
/// SNIPS (Swaminathan and Joachims 2015), and doubly robust (Dudík, Langford and Li 2011), right when either the weights or the model of costs is.
/// </summary>
/// <remarks>
/// With π the policy's chances, μ the log's, w = π/μ of the outcome taken, r what it cost, q what the model says:
/// IPS = mean(w r); SNIPS = Σ w r / Σ w; DR = mean(Σ π q + w (r - q)).
/// What is not shown (a refusal, a label that never came) stands as the model's expectation under the calibrated probability of fraud; what is shown
/// counts for the share that is (Robins, Rotnitzky and Zhao 1994).
/// Example: of ten payments one was challenged by a chance of .1 and cost 150, nine were approved and cost 0. Always challenging: w = 10 for the one and
/// 0 for the nine, IPS = 10·150/10 = 150.
/// </remarks>
public static class EstimatePolicy
{
    private const double Blindly = .01;
    private const int FewChanged = 100;
    private const int FewCustomers = 50;

    public static PolicyEstimate On(IReadOnlyList<LoggedDecision> decisions, Func<LoggedDecision, IReadOnlyList<double>> target, Prices prices, EstimateOptions? options = null)
    {
        options ??= new EstimateOptions();
        if (decisions.Count == 0)
            throw new ArgumentException("There are no decisions to estimate from.");
        LogSums sums = new(decisions, options.Measures, RewardModel.Fit(decisions, prices), Censoring.Of(decisions), options.MaxWeight);
        foreach (LoggedDecision logged in decisions)
            sums.Add(logged, target(logged));
        double changed = sums.Changed / decisions.Count;
        bool covered = sums.Uncovered <= options.MostUncovered * sums.Changed;
        bool seen = sums.Blind <= options.MostBlind * sums.Changed;
        (double Value, Interval Interval)[] ratios = ClusterBootstrap.Ratios(sums.Numerators, sums.Denominators, options.Draws, options.Level, options.Seed);
        Estimate Total(int series) => new(ratios[series].Value * decisions.Count, new Interval(ratios[series].Interval.Low * decisions.Count, ratios[series].Interval.High * decisions.Count));
        // Nothing that is counted or paid is below nothing, whatever the weights make of it.
        Estimate Amount(int series)
        {
            (double value, (double low, double high)) = Total(series);
            return new Estimate(Math.Max(0, value), new Interval(Math.Max(0, low), Math.Max(0, high)));
        }
        return new PolicyEstimate
        {
            Decisions = decisions.Count,
            Customers = sums.Customers,
            Measures = [.. options.Measures.Select((measure, i) => new MeasureEstimate
            {
                Measure = measure,
                AsItWas = Amount(i * LogSums.PerMeasure),
                Ips = covered && seen ? Amount(i * LogSums.PerMeasure + 1) : null,
                Snips = covered && seen ? Amount(i * LogSums.PerMeasure + 2) : null,
                DoublyRobust = seen ? Amount(i * LogSums.PerMeasure + 3) : null,
                Difference = seen ? Total(i * LogSums.PerMeasure + 4) : null,
            })],
            Changed = changed,
            EffectiveSampleSize = sums.Effective,
            EffectiveChanged = sums.EffectiveChanged,
            Uncovered = sums.Uncovered / decisions.Count,
            Blind = sums.Blind / decisions.Count,
            Clipped = (double)sums.Clipped / decisions.Count,
            Warnings = [.. Warnings(sums, decisions.Count, covered, seen)],
        };
    }

    /// <summary>Whether a payment never shows whether it was fraud, whatever chance brings.</summary>
    internal static bool IsBlind(double shown) => shown < Blindly;

    private static IEnumerable<Warning> Warnings(LogSums sums, int decisions, bool covered, bool seen)
    {
        if (!seen)
            yield return new("blind", $"Of the decisions that would be others, {sums.Blind / sums.Changed:P0} had outcomes that show nothing of how they would have ended: nothing is estimated.");
        if (!covered)
            yield return new("no-overlap", $"{sums.Uncovered / sums.Changed:P0} of the changed decisions lead to outcomes that the log gave no chance there: IPS and SNIPS are refused, doubly robust leans on assumed prices for them.");
        else if (sums.Uncovered > 0)
            yield return new("little-overlap", $"{sums.Uncovered:F0} decisions lead to outcomes that the log gave no chance there; they are priced by the model alone.");
        if (seen && sums.Changed > 0 && sums.EffectiveChanged < FewChanged)
            yield return new("thin", $"Of what would change, the log has seen as much as {sums.EffectiveChanged:F0} decisions show: the rest is probabilities and assumed prices, and the intervals are narrower than they should be.");
        if (sums.Clipped > 0)
            yield return new("clipped", $"The weights of {sums.Clipped} of {decisions} decisions were cut: IPS and SNIPS lean towards what was common.");
        if (sums.Customers < FewCustomers)
            yield return new("few-customers", $"There are {sums.Customers} customers: too few for an interval by customer to mean much.");
    }
}
