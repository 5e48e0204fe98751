using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Rules.Operators;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Tests.Engine.Decisions;

public sealed class ExploreTests
{
    private static readonly Policy policy = new()
    {
        Version = 1,
        Exploration = new Exploration { Share = .1, GreyZoneMinor = 300, BudgetPerDayMinor = 1_000_000, PaymentsPerDay = 1_000, MaxAmountMinor = 50_000, Seed = "of the tests" },
    };

    private static PolicyInput Input(double? probability = .02, long amountMinor = 10_000, Direction direction = Direction.Debit, bool excluded = false, params Rule[] hits)
        => new() { Probability = probability, AmountMinor = amountMinor, Direction = direction, Excluded = excluded, Hits = hits };

    private static Choice? Of(Policy policy, in PolicyInput input) => Explore.Of(policy, policy.Decide(input.Probability, input.AmountMinor, input.Direction, input.Hits).Outcome, input);

    private static Rule Rule(RuleStatus status, Outcome? atMost = null) => new() { Id = "r", Code = "C", Text = "T", Status = status, AtMost = atMost, When = new All([]) };

    [Fact]
    public void Near_ties_are_tried_in_their_share()
    {
        // At p = .02 and 100.00: challenge 1.86, approve 2.00; review costs 5.80 and is out of the question.
        Choice choice = Of(policy, Input())!;
        Assert.Equal(Outcome.Challenge, choice.Greedy);
        Assert.Equal([.05, .95, 0, 0, 0], choice.Propensities);
        Outcome[] drawn = [.. Enumerable.Range(0, 20_000).Select(i => policy.Decide(Input(), $"c~{i}").Outcome)];
        Assert.InRange(drawn.Count(outcome => outcome == Outcome.Approve), 900, 1_100);
        Assert.All(drawn, outcome => Assert.True(outcome <= Outcome.Challenge));
    }

    [Fact]
    public void Nothing_is_left_to_chance_where_it_must_not()
    {
        Assert.Null(Of(policy, Input(probability: null)));
        Assert.Null(Of(policy, Input(amountMinor: 50_001)));
        Assert.Null(Of(policy, Input(direction: Direction.Credit)));
        Assert.Null(Of(policy, Input(excluded: true)));
        Assert.Null(Of(policy, Input(hits: Rule(RuleStatus.Live, Outcome.Approve))));
        Assert.NotNull(Of(policy, Input(hits: Rule(RuleStatus.Shadow))));
        Assert.Null(Of(policy with { Exploration = null }, Input()));
        Assert.Null(Of(policy with { Exploration = policy.Exploration! with { Share = 0 } }, Input()));
    }

    [Fact]
    public void Nothing_is_held_or_refused_by_chance_and_no_hold_or_refusal_let_go()
    {
        Policy wild = policy with { Exploration = policy.Exploration! with { Share = .9, GreyZoneMinor = long.MaxValue / 4, MaxAmountMinor = long.MaxValue } };
        for (int i = 0; i < 5_000; i++)
        {
            PolicyInput input = Input(probability: i / 5_000.0, amountMinor: 200L * (1 + i % 700));
            Outcome decided = wild.Decide(input.Probability, input.AmountMinor, input.Direction, input.Hits).Outcome;
            Outcome drawn = wild.Decide(input, $"c~{i}").Outcome;
            if (decided >= Outcome.Hold)
                Assert.Equal(decided, drawn);
            else
                Assert.True(drawn <= Outcome.Review);
        }
    }

    [Fact]
    public void A_decision_made_again_draws_the_same_and_another_version_or_seed_draws_anew()
    {
        Outcome[] Drawn(Policy by) => [.. Enumerable.Range(0, 200).Select(i => by.Decide(Input(), $"c~{i}").Outcome)];
        Policy half = policy with { Exploration = policy.Exploration! with { Share = 1 } };
        Assert.Equal(Drawn(half), Drawn(half));
        Assert.NotEqual(Drawn(half), Drawn(half with { Version = 2 }));
        Assert.NotEqual(Drawn(half), Drawn(half with { Exploration = half.Exploration! with { Seed = "of other tests" } }));
    }

    [Fact]
    public void No_payment_is_expected_to_cost_more_than_its_part_of_the_budget()
    {
        Policy thrifty = policy with { Exploration = policy.Exploration! with { Share = .5, GreyZoneMinor = 2_000, BudgetPerDayMinor = 5_000, PaymentsPerDay = 500 } };
        Random random = new(1);
        int explored = 0;
        for (int i = 0; i < 5_000; i++)
        {
            double p = random.NextDouble() * .1;
            long amount = random.NextInt64(1_000, 50_000);
            if (Of(thrifty, Input(p, amount)) is not { } choice)
                continue;
            explored++;
            double extra = Enum.GetValues<Outcome>().Sum(outcome => choice.Of(outcome) * (thrifty.ExpectedCost(outcome, p, amount) - thrifty.ExpectedCost(choice.Greedy, p, amount)));
            Assert.InRange(extra, 0, 10 + 1e-9);
            Assert.Equal(1, choice.Propensities.Sum(), 9);
            Assert.All(choice.Propensities, propensity => Assert.True(propensity is 0 or >= Exploration.SmallestPropensity));
        }
        Assert.True(explored > 1_000);
    }

    [Fact]
    public void A_day_hardly_ever_costs_more_than_its_budget_and_what_chance_adds_to_it()
    {
        const double Budget = 5_000, GreyZone = 500;
        Policy thrifty = policy with { Exploration = policy.Exploration! with { Share = .5, GreyZoneMinor = (long)GreyZone, BudgetPerDayMinor = (long)Budget, PaymentsPerDay = 500 } };
        // Bernstein (1924): a sum of independent costs, each at most M, expected to be at most B, exceeds B + x with a chance of at most
        // exp(-x² / (2 (B M + M x / 3))). Solved for one day in a thousand.
        double log = Math.Log(1_000), bound = Budget + GreyZone * log / 3 + Math.Sqrt(GreyZone * log / 3 * (GreyZone * log / 3) + 2 * Budget * GreyZone * log);
        Random random = new(2);
        double[] days = new double[400];
        for (int day = 0; day < days.Length; day++)
        {
            for (int payment = 0; payment < 500; payment++)
            {
                double p = random.NextDouble() * .05;
                long amount = random.NextInt64(5_000, 30_000);
                PolicyAnswer answer = thrifty.Decide(Input(p, amount), $"{day}~{payment}");
                if (answer.Choice is { } choice)
                    days[day] += answer.ExpectedCostMinor - thrifty.ExpectedCost(choice.Greedy, p, amount);
            }
        }
        Assert.True(days.Average() < Budget);
        Assert.True(days.Max() < bound, $"{days.Max():F0} of {bound:F0}");
        Assert.True(days.Average() > Budget / 5, "the budget is used");
    }

    [Fact]
    public void What_was_learned_decides_in_the_grey_zone_and_its_doubt_is_tried_out()
    {
        double[][] Precision(double sure) => [[sure, 0], [0, sure]];
        Bandit Learned(double approve, double sure) => new() { UnitShare = 0, Outcomes = [new BanditOutcome(Outcome.Approve, [approve, 0], Precision(sure)), new BanditOutcome(Outcome.Challenge, [0, 0], Precision(sure))] };
        // Approving was found to cost 1.00 less than assumed.
        Choice certain = Of(policy with { Bandit = Learned(-.1, 1e9) }, Input())!;
        Assert.Equal(Outcome.Approve, certain.Greedy);
        Assert.Equal([.95, .05, 0, 0, 0], certain.Propensities);
        // Not sure at all, both come up about as often.
        Choice doubtful = Of(policy with { Bandit = Learned(-.1, 1) }, Input())!;
        Assert.InRange(doubtful.Of(Outcome.Challenge), .35, .5);
        Assert.Equal(doubtful.Propensities, Of(policy with { Bandit = Learned(-.1, 1) }, Input())!.Propensities);
    }

    [Theory]
    [InlineData(-.1, 1, "exploration.share")]
    [InlineData(.1, 0, "exploration.paymentsPerDay")]
    public void A_policy_that_makes_no_sense_is_refused_by_the_member(double share, int payments, string field)
        => Assert.Equal(field, CheckPolicy.Of(policy with { Exploration = policy.Exploration! with { Share = share, PaymentsPerDay = payments } }, FeatureSchema.Payments())!.Field);

    [Fact]
    public void What_was_learned_must_fit_the_features()
    {
        FeatureSchema schema = FeatureSchema.Payments();
        Bandit bandit = new() { Features = [new BanditFeature("customer_count_1h", 2, 3)], Outcomes = [new BanditOutcome(Outcome.Challenge, [0, 0, 0], [[1, 0, 0], [0, 1, 0], [0, 0, 1]])] };
        string? Wrong(Bandit with) => CheckPolicy.Of(policy with { Bandit = with }, schema)?.Field;
        Assert.Null(Wrong(bandit));
        Assert.Equal("bandit.features[0].name", Wrong(bandit with { Features = [new BanditFeature("no_such_feature")] }));
        Assert.Equal("bandit.outcomes[0].mean", Wrong(bandit with { Outcomes = [bandit.Outcomes[0] with { Mean = [0] }] }));
        Assert.Equal("bandit.outcomes[0].precision", Wrong(bandit with { Outcomes = [bandit.Outcomes[0] with { Precision = [[1, 2, 0], [2, 1, 0], [0, 0, 1]] }] }));
        Assert.Equal("bandit.outcomes[0].outcome", Wrong(bandit with { Outcomes = [bandit.Outcomes[0] with { Outcome = Outcome.Decline }] }));
        Assert.Equal("exploration", CheckPolicy.Of(policy with { Bandit = bandit, Exploration = null }, schema)!.Field);
    }
}
