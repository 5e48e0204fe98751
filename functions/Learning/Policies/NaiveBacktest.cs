using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Learning.Policies;

/// <summary>How policies are usually compared, to be shown beside the estimates: both ways are wrong, and not by little.</summary>
public static class NaiveBacktest
{
    /// <summary>Per payment, over those only whose outcome happens to be known: frauds are known first, refusals never.</summary>
    public static double KnownOnly(IEnumerable<SimulatedDecision> decisions, DateTimeOffset at, Func<LoggedDecision, IReadOnlyList<double>> target, Prices prices)
        => decisions.Where(one => one.Known <= at).Average(one => Cost(one.Logged, one.IsFraud, target, prices));

    /// <summary>Per payment, over all, taking a refusal for a fraud and silence for honesty.</summary>
    public static double RefusedIsFraud(IEnumerable<SimulatedDecision> decisions, DateTimeOffset at, Func<LoggedDecision, IReadOnlyList<double>> target, Prices prices)
        => decisions.Average(one => Cost(one.Logged, one.Logged.Chosen == Outcome.Decline || (one.IsFraud && one.Known <= at), target, prices));

    private static double Cost(LoggedDecision logged, bool isFraud, Func<LoggedDecision, IReadOnlyList<double>> target, Prices prices)
    {
        IReadOnlyList<double> chances = target(logged);
        double sum = 0;
        for (int outcome = 0; outcome < chances.Count; outcome++)
            sum += chances[outcome] * prices.Of(Measure.CostMinor, (Outcome)outcome, isFraud, logged.AmountMinor);
        return sum;
    }
}
