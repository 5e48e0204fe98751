using FraudFunctions.App.Challenges;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Labels;

namespace FraudFunctions.Tests.App.Challenges;

/// <summary>What becomes of a challenge, as a function of what there is.</summary>
public sealed class ChallengeRulesTests
{
    private static readonly Challenge open = new()
    {
        CustomerId = "c1",
        TransactionId = "t1",
        EventTime = Given.Morning,
        AmountMinor = 12_000,
        Currency = "EUR",
        State = ChallengeState.Open,
        At = Given.Morning,
        ExpiresAt = Given.Morning.AddMinutes(10),
        MaxAttempts = 3,
    };

    [Theory]
    [InlineData(ChallengeState.Open, 0, 1, true, "Passed", ChallengeState.Passed)]
    [InlineData(ChallengeState.Open, 2, 1, true, "Passed", ChallengeState.Passed)]
    [InlineData(ChallengeState.Open, 0, 1, false, "WrongCode", ChallengeState.Open)]
    [InlineData(ChallengeState.Open, 1, 1, false, "WrongCode", ChallengeState.Open)]
    [InlineData(ChallengeState.Open, 2, 1, false, "TooManyAttempts", ChallengeState.Failed)]
    [InlineData(ChallengeState.Open, 0, 1, null, "Denied", ChallengeState.Denied)]
    [InlineData(ChallengeState.Open, 2, 1, null, "Denied", ChallengeState.Denied)]
    [InlineData(ChallengeState.Open, 0, 600, true, "Expired", null)]
    [InlineData(ChallengeState.Open, 0, 599, true, "Passed", ChallengeState.Passed)]
    [InlineData(ChallengeState.Open, 2, 601, false, "Expired", null)]
    [InlineData(ChallengeState.Open, 0, 601, null, "Expired", null)]
    [InlineData(ChallengeState.Passed, 0, 1, true, "AlreadyAnswered", null)]
    [InlineData(ChallengeState.Passed, 0, 601, null, "AlreadyAnswered", null)]
    [InlineData(ChallengeState.Denied, 0, 1, true, "AlreadyAnswered", null)]
    [InlineData(ChallengeState.Failed, 3, 1, true, "TooManyAttempts", null)]
    [InlineData(ChallengeState.Failed, 3, 1, null, "TooManyAttempts", null)]
    [InlineData(ChallengeState.Expired, 0, 1, true, "Expired", null)]
    public void An_answer_counts_while_there_is_time_and_are_attempts(ChallengeState state, int wrong, int second, bool? right, string reply, ChallengeState? becomes)
    {
        (Reply came, Challenge? changed) = AnswerChallenge.Take(open with { State = state, WrongCodes = wrong }, right is null ? null : new Lazy<bool>(() => right.Value), Given.Morning.AddSeconds(second));
        Assert.Equal((reply, becomes), (came.ToString(), changed?.State));
        Assert.Equal(wrong + (reply is "WrongCode" || becomes == ChallengeState.Failed ? 1 : 0), (changed ?? open with { WrongCodes = wrong }).WrongCodes);
    }

    [Theory]
    [InlineData(ChallengeState.Expired)]
    [InlineData(ChallengeState.Failed)]
    [InlineData(ChallengeState.Passed)]
    public void A_challenge_that_takes_no_answer_does_not_look_at_the_code(ChallengeState state)
        => AnswerChallenge.Take(open with { State = state }, new Lazy<bool>(() => throw new InvalidOperationException()), Given.Morning);

    [Theory]
    [InlineData(ChallengeState.Passed, Verdict.Genuine, InstructionKind.Release)]
    [InlineData(ChallengeState.Denied, Verdict.Fraud, InstructionKind.Block)]
    [InlineData(ChallengeState.Failed, null, InstructionKind.Block)]
    [InlineData(ChallengeState.Expired, null, null)]
    [InlineData(ChallengeState.Open, null, null)]
    [InlineData(ChallengeState.NotAsked, null, null)]
    public void What_follows_from_an_end(ChallengeState state, Verdict? label, InstructionKind? instruction)
    {
        Challenge ended = open with { State = state, AnsweredAt = Given.Morning.AddMinutes(2) };
        Assert.Equal(label, ConcludeChallenge.LabelOf(ended)?.Verdict);
        Assert.Equal(instruction, ConcludeChallenge.InstructionOf(ended)?.Kind);
    }

    [Theory]
    [InlineData(ChallengeState.Open, 599, null)]
    [InlineData(ChallengeState.Open, 600, ChallengeState.Expired)]
    [InlineData(ChallengeState.Passed, 1, ChallengeState.Passed)]
    [InlineData(ChallengeState.Denied, 700, ChallengeState.Denied)]
    [InlineData(ChallengeState.Failed, 1, ChallengeState.Failed)]
    public void An_end_is_noted_once(ChallengeState state, int second, ChallengeState? becomes)
    {
        Challenge? concluded = ConcludeChallenge.Conclude(open with { State = state, AnsweredAt = Given.Morning }, Given.Morning.AddSeconds(second))?.Changed;
        Assert.Equal(becomes, concluded?.State);
        Assert.Null(concluded is null ? null : ConcludeChallenge.Conclude(concluded, Given.Morning.AddHours(1)));
    }

    [Fact]
    public void A_label_is_never_known_before_its_payment()
        => Assert.Equal(Given.Morning, ConcludeChallenge.LabelOf(open with { State = ChallengeState.Passed, AnsweredAt = Given.Morning.AddSeconds(-3) })!.KnownTime);

    [Theory]
    [InlineData(60, false)]
    [InlineData(61, true)]
    [InlineData(-5, false)]
    public void A_payment_is_too_old_after_an_hour(int minutes, bool tooOld)
        => Assert.Equal(tooOld, ChallengeCustomer.IsTooOld(Given.Morning, Given.Morning.AddMinutes(minutes), new ChallengesOptions()));

    [Theory]
    [InlineData("c1", "123456", null, null)]
    [InlineData("c1", null, true, null)]
    [InlineData(null, "123456", null, "customerId")]
    [InlineData("c1", null, null, "code")]
    [InlineData("c1", "123456", true, "code")]
    [InlineData("c1", null, false, "denied")]
    [InlineData("c1", "12345", null, "code")]
    [InlineData("c1", "1234567", null, "code")]
    [InlineData("c1", "12345x", null, "code")]
    [InlineData("c1", "١٢٣٤٥٦", null, "code")]
    public void An_answer_is_a_code_or_a_no(string? customer, string? code, bool? denied, string? wrong)
        => Assert.Equal(wrong, AnswerChallenge.Check(new AnswerChallenge.Request(customer, code, denied))?.Field);

    [Fact]
    public void A_code_is_known_again_and_no_other_is()
    {
        CodeHash kept = OneTimeCode.Hash("012345");
        Assert.True(OneTimeCode.Matches(kept, "012345"));
        Assert.False(OneTimeCode.Matches(kept, "012346"));
        Assert.NotEqual(kept, OneTimeCode.Hash("012345"));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(OneTimeCode.IsWellFormed(OneTimeCode.Draw())));
    }

    [Theory]
    [InlineData(true, Role.Service, true)]
    [InlineData(false, Role.Service, false)]
    [InlineData(true, Role.Supervisor, false)]
    [InlineData(true, Role.Analyst, false)]
    public void Codes_are_read_by_the_bank_in_a_demo_and_by_nobody_else(bool demo, Role role, bool may)
        => Assert.Equal(may, ListNotifications.MaySeeCodes(new Caller("x", [role]), new IdentityOptions { Demo = demo }));
}
