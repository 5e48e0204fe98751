using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Rules.Operators;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Tests.Engine.Decisions;

public sealed class PolicyTests
{
    private static readonly Policy policy = new() { Version = 1 };

    private static Rule Rule(Outcome? atLeast = null, Outcome? atMost = null, RuleStatus status = RuleStatus.Live)
        => new() { Id = "r", Code = "C", Text = "T", Status = status, AtLeast = atLeast, AtMost = atMost, When = new All([]) };

    [Theory]
    [InlineData(.001, 5_000, Outcome.Approve)]
    [InlineData(.05, 22_000, Outcome.Challenge)]
    [InlineData(.3, 200_000, Outcome.Hold)]
    [InlineData(.95, 30_000, Outcome.Decline)]
    [InlineData(.95, 100, Outcome.Approve)]
    public void Money_decides(double probability, long amountMinor, Outcome expected)
        => Assert.Equal(expected, policy.Decide(probability, amountMinor, Direction.Debit, []).Outcome);

    [Fact]
    public void The_decided_outcome_is_the_one_that_costs_least()
    {
        Random random = new(1);
        for (int i = 0; i < 2_000; i++)
        {
            double p = random.NextDouble();
            long amount = random.NextInt64(0, 1_000_000);
            Outcome decided = policy.Decide(p, amount, Direction.Debit, []).Outcome;
            Assert.All(Enum.GetValues<Outcome>(), other => Assert.True(policy.ExpectedCost(decided, p, amount) <= policy.ExpectedCost(other, p, amount)));
        }
    }

    [Fact]
    public void The_figures_of_the_summary_are_those_of_the_code()
    {
        double[] costs = [.. Enum.GetValues<Outcome>().Select(outcome => Math.Round(policy.ExpectedCost(outcome, .3, 200_000) / 100, 2))];
        Assert.Equal([600.00, 92.34, 245.00, 27.50, 45.50], costs);
    }

    [Fact]
    public void A_floor_beats_a_ceiling_and_a_ceiling_beats_money()
    {
        Assert.Equal(Outcome.Approve, policy.Decide(.95, 30_000, Direction.Debit, [Rule(atMost: Outcome.Approve)]).Outcome);
        Assert.Equal(Outcome.Decline, policy.Decide(.001, 100, Direction.Debit, [Rule(atMost: Outcome.Approve), Rule(atLeast: Outcome.Decline)]).Outcome);
        Assert.Equal(Outcome.Decline, policy.Decide(.001, 100, Direction.Debit, [Rule(atLeast: Outcome.Decline), Rule(atMost: Outcome.Approve)]).Outcome);
    }

    [Fact]
    public void A_shadow_rule_changes_nothing()
        => Assert.Equal(Outcome.Approve, policy.Decide(.001, 100, Direction.Debit, [Rule(atLeast: Outcome.Decline, status: RuleStatus.Shadow)]).Outcome);

    [Fact]
    public void Without_a_probability_only_rules_speak()
    {
        Assert.Equal(Outcome.Approve, policy.Decide(null, 1_000_000, Direction.Debit, []).Outcome);
        Assert.Equal(Outcome.Hold, policy.Decide(null, 1_000_000, Direction.Debit, [Rule(atLeast: Outcome.Hold)]).Outcome);
    }

    [Fact]
    public void Nobody_is_challenged_for_being_paid()
    {
        for (double p = 0; p <= 1; p += .01)
            Assert.DoesNotContain(policy.Decide(p, 30_000, Direction.Credit, []).Outcome, new[] { Outcome.Challenge, Outcome.Decline });
    }

    [Fact]
    public void When_analysts_are_scarce_fewer_payments_wait_for_them()
    {
        Policy scarce = policy with { ReviewShadowPriceMinor = 5_000 };
        Assert.Equal(Outcome.Hold, policy.Decide(.3, 200_000, Direction.Debit, []).Outcome);
        Assert.Equal(Outcome.Decline, scarce.Decide(.3, 200_000, Direction.Debit, []).Outcome);
    }
}
