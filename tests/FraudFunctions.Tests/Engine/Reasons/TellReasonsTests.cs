using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Rules.Operators;

namespace FraudFunctions.Tests.Engine.Reasons;

public sealed class TellReasonsTests
{
    private static readonly Reason[] reasons =
    [
        new("MY_RULE", ReasonOrigin.Rule, 0, []),
        Of(ReasonCodes.CounterpartyFanIn, 2.5),
        Of(ReasonCodes.DeviceFraud, 1.5),
        Of(ReasonCodes.AmountAboveHabit, 1.25),
        Of(ReasonCodes.NewDevice, .5),
        Of(ReasonCodes.Velocity, .25),
        Of(ReasonCodes.SpendHigh, .125),
        Of(ReasonCodes.UnusualTime, .1),
        Of(ReasonCodes.MerchantNew, -.75),
    ];

    private static readonly Rule[] fired = [Fired("MY_RULE"), Fired(ReasonCodes.Listed)];

    private static Rule Fired(string code) => new() { Id = code, Code = code, Text = "", Status = RuleStatus.Live, AtLeast = Outcome.Hold, When = new All([]) };

    private static Reason Of(string code, double contribution) => new(code, ReasonOrigin.Model, contribution, [new Evidence("device_frauds_30d", 2)]);

    [Fact]
    public void An_auditor_can_add_everything_up()
        => Assert.Equal(reasons.Sum(reason => reason.Contribution), TellReasons.To(Audience.Auditor, reasons, fired).Sum(told => told.Contribution!.Value), 9);

    [Fact]
    public void An_analyst_is_told_what_raises_the_risk_with_its_evidence()
    {
        IReadOnlyList<ToldReason> told = TellReasons.To(Audience.Analyst, reasons, fired);
        Assert.Equal(["MY_RULE", ReasonCodes.CounterpartyFanIn, ReasonCodes.DeviceFraud], told.Take(3).Select(one => one.Code!));
        Assert.DoesNotContain(told, one => one.Code == ReasonCodes.MerchantNew);
        Assert.Equal("device_frauds_30d", told[1].Evidence![0].Feature);
    }

    [Theory]
    [InlineData(Audience.Customer)]
    [InlineData(Audience.AdverseAction)]
    public void Outside_at_most_four_sentences_are_heard_without_code_number_or_evidence(Audience audience)
    {
        IReadOnlyList<ToldReason> told = TellReasons.To(audience, reasons, fired);
        Assert.Equal(4, told.Count);
        Assert.All(told, one => Assert.Equal(new ToldReason(one.Text), one));
    }

    [Theory]
    [InlineData(Audience.Customer)]
    [InlineData(Audience.AdverseAction)]
    public void What_may_belong_to_an_inquiry_into_money_laundering_changes_not_a_word(Audience audience)
    {
        Reason[] without = [.. reasons.Where(reason => reason.Code != ReasonCodes.CounterpartyFanIn)];
        Reason[] more = [.. reasons, Of(ReasonCodes.PassThrough, 3), new(ReasonCodes.Listed, ReasonOrigin.Rule, 0, [])];
        Assert.Equal(TellReasons.To(audience, without, fired), TellReasons.To(audience, more, fired));
        Assert.Equal(TellReasons.To(audience, [], fired), TellReasons.To(audience, [Of(ReasonCodes.PassThrough, 3)], fired));
        Assert.Single(TellReasons.To(audience, [], fired));
    }

    [Fact]
    public void A_notice_is_specific_about_the_customers_own_conduct()
        => Assert.Equal("Amount of the payment compared with your earlier payments.", TellReasons.To(Audience.AdverseAction, reasons, fired)[0].Text);

    [Theory]
    [InlineData(Audience.Customer)]
    [InlineData(Audience.AdverseAction)]
    public void A_rule_of_ones_own_can_be_secret(Audience audience)
    {
        Reason[] open = [Of(ReasonCodes.NewDevice, 1)], both = [new("MY_RULE", ReasonOrigin.Rule, 0, []), .. open];
        Assert.Equal(2, TellReasons.To(audience, both, fired).Count);
        Assert.Equal(TellReasons.To(audience, open, []), TellReasons.To(audience, both, [fired[0] with { Disclosure = Disclosure.Secret }]));
        // Of a rule that nobody can look up, nobody knows that it is none.
        Assert.Equal(TellReasons.To(audience, open, []), TellReasons.To(audience, both, []));
        Assert.Equal(2, TellReasons.To(Audience.Analyst, both, [fired[0] with { Disclosure = Disclosure.Secret }]).Count);
    }

    [Fact]
    public void A_rule_that_allows_speaks_for_the_customer()
    {
        Reason[] both = [new("MY_RULE", ReasonOrigin.Rule, 0, []), Of(ReasonCodes.NewDevice, 1)];
        Rule[] allows = [fired[0] with { AtLeast = null, AtMost = Outcome.Approve }];
        Assert.Equal(ReasonCodes.NewDevice, Assert.Single(TellReasons.To(Audience.Analyst, both, allows)).Code);
        Assert.Single(TellReasons.To(Audience.Customer, both, allows));
        Assert.Equal(2, TellReasons.To(Audience.Auditor, both, allows).Count);
    }
}
