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

    private static readonly Policy Target = Logging with { Version = 2, ChallengeCostMinor = 300, Exploration = null };

    [Fact(Explicit = true)]
    public void The_intervals_over_more_banks()
    {
        foreach (int customers in new[] { 1_000, 2_500 })
        {
            CoverageStudy study = CoverageStudy.Run(new ChallengeWorld { Customers = customers }, Logging, Target, 1_000, new EstimateOptions { Draws = 400 }, TestContext.Current.CancellationToken);
            TestContext.Current.TestOutputHelper!.WriteLine($"{study.Runs} runs of {study.DecisionsEach:F0} decisions, {study.Changed:P1} changed, known as from {study.EffectiveChanged:F0}\n{study.Markdown()}");
        }
    }

    [Fact]
    public void The_intervals_hold_the_truth_as_often_as_they_say_and_the_naive_backtest_does_not_come_near()
    {
        CoverageStudy study = CoverageStudy.Run(new ChallengeWorld(), Logging, Target, 200, new EstimateOptions { Draws = 400 }, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{study.Runs} runs of {study.DecisionsEach:F0} decisions, {study.Changed:P1} changed, known as from {study.EffectiveChanged:F0}\n{study.Markdown()}");
        Assert.InRange(study.Of("doubly robust").Coverage!.Value, .93, .985);
        Assert.InRange(study.Of("difference to the active policy").Coverage!.Value, .93, .985);
        // Weighting alone rests on a handful of frauds here, and its intervals show it: they are shown, and not to be relied on.
        Assert.InRange(study.Of("SNIPS").Coverage!.Value, .85, 1);
        Assert.InRange(study.Of("IPS").Coverage!.Value, .85, 1);
        Assert.All(study.Lines.Where(line => line.Coverage is null), line => Assert.True(Math.Abs(line.Bias) > 4 * Math.Abs(study.Of("doubly robust").Bias), $"{line.Name} is off by {line.Bias:F1} only"));
    }
}
