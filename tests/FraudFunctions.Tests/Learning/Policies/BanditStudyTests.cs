using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Learning.Policies;

namespace FraudFunctions.Tests.Learning.Policies;

/// <summary>A year of weeks, labels a month late, refusals that show nothing.</summary>
public sealed class BanditStudyTests
{
    private const double AllowedPerPaymentMinor = 5;

    private static readonly FeatureSchema schema = FeatureSchema.Payments();
    private static readonly BanditFeature segment = new(schema.Columns[0].Name);

    private static readonly Policy start = new()
    {
        Version = 1,
        Exploration = new Exploration { Share = .03, GreyZoneMinor = 450, BudgetPerDayMinor = 5_000, PaymentsPerDay = 1_000, MaxAmountMinor = 100_000, Seed = "of the tests" },
    };

    private static readonly ChallengeWorld asAssumed = new()
    {
        Customers = 500,
        Features = schema.Width,
        Abandonment = start.ChallengeAbandonment,
        SegmentAbandonment = start.ChallengeAbandonment,
        LeavingCostMinor = 0,
        ChallengePrevents = start.ChallengePrevents,
        ReviewPrevents = start.ReviewPrevents,
    };

    private static void Show(string world, BanditStudy study)
        => TestContext.Current.TestOutputHelper!.WriteLine($"{world}: regret per payment, hundredths, by quarter: learning {string.Join(", ", study.Weeks.Chunk(13).Select(quarter => quarter.Average(week => week.Learning).ToString("F2")))}; static {string.Join(", ", study.Weeks.Chunk(13).Select(quarter => quarter.Average(week => week.Static).ToString("F2")))}");

    [Fact]
    public void Where_a_segment_gives_up_on_challenges_the_policy_learns_it_and_regrets_less()
    {
        ChallengeWorld world = asAssumed with { SegmentAbandonment = .4, LeavingCostMinor = 1_500 };
        BanditStudy study = BanditStudy.Run(world, start, schema, segment, 52, 1);
        Show("a segment gives up", study);
        Assert.True(study.LearningSince(26) < .5 * study.StaticSince(26), $"{study.LearningSince(26):F2} of {study.StaticSince(26):F2}");
        Assert.True(study.LearningSince(39) < study.Weeks.Take(8).Average(week => week.Learning));
        BanditOutcome challenge = study.Learned.Bandit!.Outcomes.Single(outcome => outcome.Outcome == Outcome.Challenge);
        Assert.True(challenge.Mean[2] > .2, "challenges were found to cost more in the segment");
        Assert.Null(CheckPolicy.Of(study.Learned, schema));
    }

    [Fact]
    public void Where_everything_is_as_assumed_learning_costs_no_more_than_its_budget()
    {
        BanditStudy study = BanditStudy.Run(asAssumed, start, schema, segment, 52, 2);
        Show("as assumed", study);
        Assert.InRange(study.LearningSince(0), 0, study.StaticSince(0) + AllowedPerPaymentMinor);
    }

    [Fact]
    public void A_policy_that_has_learned_survives_its_document()
    {
        LinearThompson learner = new(start, [segment], schema);
        learner.Learn([.. SimulateLog.Of(asAssumed, start, TargetPolicy.Of(start), Given.Morning, 5).Select(one => one.Logged)]);
        Policy next = learner.Next(2);
        System.Text.Json.JsonSerializerOptions web = new(System.Text.Json.JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase) } };
        Policy read = System.Text.Json.JsonSerializer.Deserialize<Policy>(System.Text.Json.JsonSerializer.Serialize(next, web), web)!;
        foreach (SimulatedDecision one in SimulateLog.Of(asAssumed, start, TargetPolicy.Of(start), Given.Morning, 6).Take(500))
            Assert.Equal(TargetPolicy.Of(next, schema)(one.Logged), TargetPolicy.Of(read, schema)(one.Logged));
    }
}
