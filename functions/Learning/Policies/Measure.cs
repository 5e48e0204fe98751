using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Learning.Policies;

/// <summary>What a policy is measured by.</summary>
public enum Measure
{
    /// <summary>Everything it costs, in hundredths of the base currency: fraud, reviews, challenges, good customers sent away.</summary>
    CostMinor,

    /// <summary>What of it is lost to fraud.</summary>
    LossMinor,

    /// <summary>Analysts' hours.</summary>
    ReviewHours,

    /// <summary>Challenges sent.</summary>
    Challenges,

    /// <summary>Good customers whose payment was refused.</summary>
    FalseDeclines,

    /// <summary>Good customers who were challenged or kept waiting.</summary>
    GoodDisturbed,
}

/// <summary>What an outcome costs by assumption, once it is known whether it was fraud.</summary>
/// <param name="Policy">Whose costs are taken, for every policy that is compared: a policy that thinks reviews are free does not make them so.</param>
/// <param name="ReviewMinutes">An analyst's look; reviews and holds take one.</param>
public sealed record Prices(Policy Policy, double ReviewMinutes = 10)
{
    public double Of(Measure measure, Outcome outcome, bool isFraud, long amountMinor) => measure switch
    {
        Measure.CostMinor => Policy.ExpectedCost(outcome, isFraud ? 1 : 0, amountMinor),
        Measure.LossMinor => isFraud ? amountMinor * LetThrough(outcome) : 0,
        Measure.ReviewHours => outcome is Outcome.Review or Outcome.Hold ? ReviewMinutes / 60 : 0,
        Measure.Challenges => outcome == Outcome.Challenge ? 1 : 0,
        Measure.FalseDeclines => !isFraud && outcome == Outcome.Decline ? 1 : 0,
        Measure.GoodDisturbed => !isFraud && outcome is (Outcome.Challenge or Outcome.Hold) ? 1 : 0,
    };

    private double LetThrough(Outcome outcome) => outcome switch
    {
        Outcome.Approve => 1,
        Outcome.Challenge => 1 - Policy.ChallengePrevents,
        Outcome.Review => 1 - Policy.ReviewPrevents,
        Outcome.Hold => 1 - Policy.HoldPrevents,
        Outcome.Decline => 0,
    };
}
