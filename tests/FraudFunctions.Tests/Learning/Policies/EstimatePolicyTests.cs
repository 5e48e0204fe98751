using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Learning.Policies;

namespace FraudFunctions.Tests.Learning.Policies;

public sealed class EstimatePolicyTests
{
    private static readonly Prices prices = new(new Policy { Version = 1 });
    private static readonly double[] oneInTen = [.9, .1, 0, 0, 0];

    private static LoggedDecision Logged(int customer, Outcome chosen, bool? isFraud = false, IReadOnlyList<double>? propensities = null, long amountMinor = 5_000, double probability = .02)
    {
        double cost = isFraud is { } truth ? prices.Of(Measure.CostMinor, chosen, truth, amountMinor) : 0;
        return new LoggedDecision
        {
            CustomerId = $"c{customer}",
            Time = Given.Morning,
            Probability = probability,
            AmountMinor = amountMinor,
            Chosen = chosen,
            Propensities = propensities ?? LoggedDecision.Certain(chosen),
            IsFraud = isFraud,
            Ending = isFraud is null ? null : new Ending(cost, isFraud == true && chosen == Outcome.Approve ? amountMinor : 0),
        };
    }

    private static Func<LoggedDecision, IReadOnlyList<double>> Always(Outcome outcome) => _ => LoggedDecision.Certain(outcome);

    [Fact]
    public void The_example_of_the_summary_comes_out()
    {
        LoggedDecision[] log = [.. Enumerable.Range(0, 10).Select(i => Logged(i, i == 0 ? Outcome.Challenge : Outcome.Approve, propensities: oneInTen, amountMinor: 0))];
        MeasureEstimate cost = EstimatePolicy.On(log, Always(Outcome.Challenge), prices).Of(Measure.CostMinor);
        Assert.Equal(1_500, cost.Ips!.Value.Value, 6);
        Assert.Equal(1_500, cost.Snips!.Value.Value, 6);
        Assert.Equal(1_500, cost.DoublyRobust!.Value.Value, 6);
        Assert.Equal(150, cost.AsItWas.Value, 6);
        Assert.Equal(1_350, cost.Difference!.Value.Value, 6);
    }

    [Fact]
    public void The_policy_that_was_active_costs_what_it_did()
    {
        List<SimulatedDecision> simulated = SimulateLog.Of(new ChallengeWorld { Customers = 300 }, CoverageStudyTests.Logging, TargetPolicy.Of(CoverageStudyTests.Logging), Given.Morning, 3);
        LoggedDecision[] log = [.. simulated.Select(one => one.Logged)];
        PolicyEstimate estimate = EstimatePolicy.On(log, logged => logged.Propensities, prices);
        Assert.Equal((0, (double)log.Length), (estimate.Changed, Math.Round(estimate.EffectiveSampleSize, 6)));
        Assert.All(estimate.Measures, measure => Assert.Equal(measure.AsItWas.Value, measure.Ips!.Value.Value, 6));
        double known = log.Where(one => one.Ending is not null).Sum(one => one.Ending!.Value.LossMinor);
        Assert.Equal(known, estimate.Of(Measure.LossMinor).AsItWas.Value, 6);
        Assert.InRange(estimate.Of(Measure.CostMinor).DoublyRobust!.Value.Value, estimate.Of(Measure.CostMinor).AsItWas.Interval.Low, estimate.Of(Measure.CostMinor).AsItWas.Interval.High);
    }

    [Fact]
    public void Where_frauds_are_told_and_the_rest_is_silent_nothing_is_concluded_from_the_frauds()
    {
        // Held payments at .2: of fifteen in a hundred somebody says fraud, of two genuine; nobody speaks of the others.
        LoggedDecision[] log =
        [
            .. Enumerable.Range(0, 1_000).Select(i => Logged(i, Outcome.Approve, isFraud: i % 100 == 0, probability: .01)),
            .. Enumerable.Range(0, 400).Select(i => Logged(1_000 + i, Outcome.Hold, isFraud: i % 100 < 15 ? true : i % 100 < 17 ? false : null, probability: .2)),
        ];
        PolicyEstimate estimate = EstimatePolicy.On(log, Always(Outcome.Approve), prices);
        Assert.Contains(estimate.Warnings, warning => warning.Code == "blind");
        Assert.Null(estimate.Of(Measure.LossMinor).DoublyRobust);
        // A fifth of them fraud, and of every other one it is known which: that is a sample.
        LoggedDecision[] sampled = [.. log.Take(1_000), .. Enumerable.Range(0, 400).Select(i => Logged(1_000 + i, Outcome.Hold, isFraud: i % 2 == 0 ? i % 5 == 0 : null, probability: .2))];
        Assert.NotNull(EstimatePolicy.On(sampled, Always(Outcome.Approve), prices).Of(Measure.LossMinor).DoublyRobust);
        // And what a rule holds may be fraud more often than the model has it.
        Rule rule = Rulebook.DefaultRules(ActiveBasis.Schema).Rules.First(one => one.AtLeast == Outcome.Hold);
        LoggedDecision[] ruled = [.. log.Take(1_000), .. Enumerable.Range(0, 400).Select(i => Logged(1_000 + i, Outcome.Hold, isFraud: i % 2 == 0 ? i % 3 == 0 : null, probability: .01) with { Hits = [rule] })];
        Assert.NotNull(EstimatePolicy.On(ruled, Always(Outcome.Approve), prices).Of(Measure.LossMinor).DoublyRobust);
    }

    [Fact]
    public void Outcomes_that_were_never_tried_are_refused_to_weights_and_named()
    {
        LoggedDecision[] log = [.. Enumerable.Range(0, 200).Select(i => Logged(i, Outcome.Approve, isFraud: i % 50 == 0))];
        PolicyEstimate estimate = EstimatePolicy.On(log, Always(Outcome.Challenge), prices);
        MeasureEstimate cost = estimate.Of(Measure.CostMinor);
        Assert.Null(cost.Ips);
        Assert.Null(cost.Snips);
        // What is assumed of challenges, of the four frauds and the others.
        Assert.Equal(200 * 150 + 4 * 5_000 * .15 + 196 * .03 * .02 * 5_000, cost.DoublyRobust!.Value.Value, 3);
        Assert.Equal(200, estimate.Of(Measure.Challenges).DoublyRobust!.Value.Value, 6);
        Assert.Equal((1, 1), (estimate.Uncovered, estimate.Changed));
        Assert.Contains(estimate.Warnings, warning => warning.Code == "no-overlap");
    }

    [Fact]
    public void What_refusals_would_have_been_is_not_guessed()
    {
        LoggedDecision[] log = [.. Enumerable.Range(0, 200).Select(i => Logged(i, i < 100 ? Outcome.Decline : Outcome.Approve, isFraud: i < 100 ? null : false, probability: .9))];
        PolicyEstimate estimate = EstimatePolicy.On(log, Always(Outcome.Approve), prices);
        Assert.All(estimate.Measures, measure => Assert.Null(measure.DoublyRobust));
        Assert.Contains(estimate.Warnings, warning => warning.Code == "blind");
        // A label on a refusal changes nothing: who complains is no sample.
        LoggedDecision[] complaining = [.. log.Select((one, i) => i < 50 ? one with { IsFraud = false, Ending = default(Ending) } : one)];
        Assert.Equal(estimate.Of(Measure.FalseDeclines).AsItWas, EstimatePolicy.On(complaining, Always(Outcome.Approve), prices).Of(Measure.FalseDeclines).AsItWas);
    }

    [Fact]
    public void Weights_are_cut_where_they_say_so()
    {
        LoggedDecision[] log = [.. Enumerable.Range(0, 100).Select(i => Logged(i, i == 0 ? Outcome.Challenge : Outcome.Approve, propensities: [.99, .01, 0, 0, 0]))];
        PolicyEstimate cut = EstimatePolicy.On(log, Always(Outcome.Challenge), prices, new EstimateOptions { MaxWeight = 10 });
        Assert.Equal(.01, cut.Clipped);
        Assert.Contains(cut.Warnings, warning => warning.Code == "clipped");
        Assert.Contains(cut.Warnings, warning => warning.Code == "thin");
        Assert.True(cut.Of(Measure.Challenges).Ips!.Value.Value < 11);
    }

    [Fact]
    public void The_same_log_and_seed_give_the_same_bits()
    {
        ChallengeWorld world = new() { Customers = 200 };
        PolicyEstimate Once() => EstimatePolicy.On(
            SimulateLog.Matured(SimulateLog.Of(world, CoverageStudyTests.Logging, TargetPolicy.Of(CoverageStudyTests.Logging), Given.Morning, 7), Given.Morning.AddDays(90)),
            Always(Outcome.Approve), prices);
        Assert.Equal(Once().Measures, Once().Measures);
    }
}
