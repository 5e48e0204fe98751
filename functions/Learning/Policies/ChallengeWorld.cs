using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Learning.Policies;

/// <summary>
/// A bank on paper, in which what every outcome really costs is known: payments with a calibrated probability of fraud, and customers who answer
/// challenges as this world has it rather than as a policy assumes.
/// </summary>
public sealed record ChallengeWorld
{
    /// <summary>What fraud, reviews and lost customers cost; the shares in it are what the bank assumes, not what happens.</summary>
    public Policy Prices { get; init; } = new() { Version = 1 };
    public int Customers { get; init; } = 2_500;

    /// <summary>Payments of a customer in the time that is looked at, on average; at least one.</summary>
    public double PaymentsEach { get; init; } = 4;
    public TimeSpan Length { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Share of customers in a segment that answers challenges worse, and how many of each give up.</summary>
    public double SegmentShare { get; init; } = .3;
    public double Abandonment { get; init; } = .05;
    public double SegmentAbandonment { get; init; } = .35;

    /// <summary>What a customer who gives up costs besides the margin on the payment.</summary>
    public double LeavingCostMinor { get; init; } = 600;

    /// <summary>Share of fraud that a challenge and a review really stop.</summary>
    public double ChallengePrevents { get; init; } = .8;
    public double ReviewPrevents { get; init; } = .5;

    /// <summary>Average days until a fraud that went through is reported, and the most.</summary>
    public double ReportDays { get; init; } = 6;
    public double MostReportDays { get; init; } = 25;

    /// <summary>Which feature says that a customer is of the segment.</summary>
    public int SegmentColumn { get; init; }
    public int Features { get; init; } = 1;

    /// <summary>What an outcome really costs on average, given the truth.</summary>
    public double Expected(Outcome outcome, bool isFraud, bool inSegment, long amountMinor) => outcome switch
    {
        Outcome.Challenge => Prices.ChallengeCostMinor + (isFraud ? amountMinor * (1 - ChallengePrevents) : GivingUp(inSegment) * Leaving(amountMinor)),
        Outcome.Review => Prices.ReviewCostMinor + Prices.ReviewShadowPriceMinor + (isFraud ? amountMinor * (1 - ReviewPrevents) : 0),
        Outcome.Approve or Outcome.Hold or Outcome.Decline => Prices.ExpectedCost(outcome, isFraud ? 1 : 0, amountMinor),
    };

    /// <summary>How one decision ends.</summary>
    public Ending Draw(Outcome outcome, bool isFraud, bool inSegment, long amountMinor, Random random)
    {
        double chance = random.NextDouble();
        switch (outcome)
        {
            case Outcome.Challenge:
                double lost = isFraud && chance >= ChallengePrevents ? amountMinor : 0;
                double left = !isFraud && chance < GivingUp(inSegment) ? Leaving(amountMinor) : 0;
                return new Ending(Prices.ChallengeCostMinor + lost + left, lost);
            case Outcome.Review:
                double missed = isFraud && chance >= ReviewPrevents ? amountMinor : 0;
                return new Ending(Prices.ReviewCostMinor + Prices.ReviewShadowPriceMinor + missed, missed);
            case Outcome.Hold:
                double passed = isFraud && chance >= Prices.HoldPrevents ? amountMinor : 0;
                return new Ending(Prices.ReviewCostMinor + Prices.ReviewShadowPriceMinor + (isFraud ? 0 : Prices.HoldCostMinor) + passed, passed);
            case Outcome.Approve or Outcome.Decline:
                return new Ending(Prices.ExpectedCost(outcome, isFraud ? 1 : 0, amountMinor), outcome == Outcome.Approve && isFraud ? amountMinor : 0);
        }
        throw new ArgumentOutOfRangeException(nameof(outcome));
    }

    /// <summary>What policies really cost per payment, over so many payments drawn.</summary>
    public double[] TrueCosts(IReadOnlyList<Func<LoggedDecision, IReadOnlyList<double>>> policies, int payments, int seed)
    {
        double[] sums = new double[policies.Count];
        int count = 0;
        foreach ((LoggedDecision payment, bool inSegment) in SimulateLog.Payments(this with { Customers = (int)(payments / PaymentsEach) }, default, new Random(seed)))
        {
            double p = payment.Probability!.Value;
            for (int policy = 0; policy < sums.Length; policy++)
            {
                IReadOnlyList<double> chances = policies[policy](payment);
                for (int outcome = 0; outcome < chances.Count; outcome++)
                {
                    if (chances[outcome] > 0)
                        sums[policy] += chances[outcome] * (p * Expected((Outcome)outcome, true, inSegment, payment.AmountMinor) + (1 - p) * Expected((Outcome)outcome, false, inSegment, payment.AmountMinor));
                }
            }
            count++;
        }
        return Array.ConvertAll(sums, sum => sum / count);
    }

    private double GivingUp(bool inSegment) => inSegment ? SegmentAbandonment : Abandonment;

    private double Leaving(long amountMinor) => Prices.Margin * amountMinor + LeavingCostMinor;
}
