using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Learning.Policies;

/// <summary>The sums over each customer's decisions that the estimators are ratios of, and how far log and policy overlap.</summary>
internal sealed class LogSums
{
    /// <summary>Series per measure: as it was, IPS, SNIPS, doubly robust, difference.</summary>
    public const int PerMeasure = 5;

    private readonly IReadOnlyList<Measure> measures;
    private readonly RewardModel model;
    private readonly Censoring censoring;
    private readonly double maxWeight;
    private readonly Dictionary<string, int> customers = new(StringComparer.Ordinal);
    private readonly double[] counts;
    private readonly double[] weights;
    private double sum, squares, changedSum, changedSquares;

    public LogSums(IReadOnlyList<LoggedDecision> decisions, IReadOnlyList<Measure> measures, RewardModel model, Censoring censoring, double maxWeight)
    {
        (this.measures, this.model, this.censoring, this.maxWeight) = (measures, model, censoring, maxWeight);
        foreach (LoggedDecision logged in decisions)
            customers.TryAdd(logged.CustomerId, customers.Count);
        (counts, weights) = (new double[customers.Count], new double[customers.Count]);
        Numerators = [.. Enumerable.Range(0, measures.Count * PerMeasure).Select(_ => new double[customers.Count])];
        Denominators = [.. Numerators.Select((_, series) => series % PerMeasure == 2 ? weights : counts)];
    }

    public double[][] Numerators { get; }
    public double[][] Denominators { get; }
    public int Customers => customers.Count;
    public double Changed { get; private set; }
    public double Uncovered { get; private set; }
    public double Blind { get; private set; }
    public int Clipped { get; private set; }
    public double Effective => squares > 0 ? sum * sum / squares : 0;
    public double EffectiveChanged => changedSquares > 0 ? changedSum * changedSum / changedSquares : 0;

    public void Add(LoggedDecision logged, IReadOnlyList<double> target)
    {
        int customer = customers[logged.CustomerId];
        double full = target[(int)logged.Chosen] / logged.Propensities[(int)logged.Chosen];
        double weight = Math.Min(full, maxWeight);
        double shown = censoring.Of(logged.Propensities);
        Overlap(logged, target, weight, full > maxWeight, shown);
        counts[customer]++;
        weights[customer] += weight;
        for (int i = 0; i < measures.Count; i++)
        {
            (double asItWas, double model) = Scores(logged, target, measures[i], weight, shown);
            Numerators[i * PerMeasure][customer] += asItWas;
            Numerators[i * PerMeasure + 1][customer] += weight * asItWas;
            Numerators[i * PerMeasure + 2][customer] += weight * asItWas;
            Numerators[i * PerMeasure + 3][customer] += model;
            Numerators[i * PerMeasure + 4][customer] += model - asItWas;
        }
    }

    /// <summary>What the decision cost, and the doubly robust score of the policy.</summary>
    private (double AsItWas, double Robust) Scores(LoggedDecision logged, IReadOnlyList<double> target, Measure measure, double weight, double shown)
    {
        int fold = RewardModel.FoldOf(logged.CustomerId);
        double p = logged.Probability ?? 0;
        double Cost(Outcome outcome, bool isFraud) => model.Of(fold, measure, outcome, isFraud, logged.AmountMinor);
        double Expected(Outcome outcome) => p * Cost(outcome, true) + (1 - p) * Cost(outcome, false);
        double unseen = 0;
        for (int outcome = 0; outcome < target.Count; outcome++)
            unseen += target[outcome] > 0 ? target[outcome] * Expected((Outcome)outcome) : 0;
        double byModel = Expected(logged.Chosen);
        if (Censoring.Shown(logged) is not { } known || EstimatePolicy.IsBlind(shown))
            return (byModel, unseen);
        double ended = measure switch { Measure.CostMinor => known.Ending.CostMinor, Measure.LossMinor => known.Ending.LossMinor, _ => Cost(logged.Chosen, known.IsFraud) };
        double seen = 0;
        for (int outcome = 0; outcome < target.Count; outcome++)
            seen += target[outcome] > 0 ? target[outcome] * Cost((Outcome)outcome, known.IsFraud) : 0;
        double share = censoring.Of(logged.Chosen);
        return (
            byModel + (ended - byModel) / share,
            unseen + (seen - unseen) / shown + weight * (ended - Cost(logged.Chosen, known.IsFraud)) / share);
    }

    private void Overlap(LoggedDecision logged, IReadOnlyList<double> target, double weight, bool cut, double shown)
    {
        double apart = 0, uncovered = 0;
        for (int outcome = 0; outcome < target.Count; outcome++)
        {
            apart += Math.Abs(target[outcome] - logged.Propensities[outcome]) / 2;
            uncovered += logged.Propensities[outcome] > 0 ? 0 : target[outcome];
        }
        Changed += apart;
        Uncovered += uncovered;
        Blind += EstimatePolicy.IsBlind(shown) ? apart : 0;
        Clipped += cut ? 1 : 0;
        sum += weight;
        squares += weight * weight;
        // Half or more of the chances have moved: these decisions are what the question is about.
        if (apart >= .5)
        {
            changedSum += weight;
            changedSquares += weight * weight;
        }
    }
}
