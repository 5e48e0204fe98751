using FraudFunctions.Engine.Decisions;
using FraudFunctions.Learning.Policies;

namespace FraudFunctions.Tests.Learning.Policies;

/// <summary>Two hundred banks whose truth is known.</summary>
public sealed class CoverageStudyTests
{
    internal static readonly Policy Logging = new()
    {
        Version = 1,
        Exploration = new Exploration { Share = .2, GreyZoneMinor = 400, BudgetPerDayMinor = 1_000_000, PaymentsPerDay = 1_000, MaxAmountMinor = 1_000_000, Seed = "of the tests" },
    };

    [Fact]
    public void The_intervals_hold_the_truth_as_often_as_they_say_and_the_naive_backtest_does_not_come_near()
    {
        Policy target = Logging with { Version = 2, ChallengeCostMinor = 300, Exploration = null };
        CoverageStudy study = CoverageStudy.Run(new ChallengeWorld(), Logging, target, 200, new EstimateOptions { Draws = 400 });
        TestContext.Current.TestOutputHelper!.WriteLine($"{study.Runs} runs of {study.DecisionsEach:F0} decisions, {study.Changed:P1} changed, known as from {study.EffectiveChanged:F0}\n{study.Markdown()}");
        Assert.InRange(study.Of("doubly robust").Coverage!.Value, .93, .985);
        Assert.InRange(study.Of("difference to the active policy").Coverage!.Value, .93, .985);
        Assert.InRange(study.Of("SNIPS").Coverage!.Value, .9, 1);
        Assert.InRange(study.Of("IPS").Coverage!.Value, .9, 1);
    }
}
