using FraudFunctions.App.Alerts;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Tests.App.Alerts;

public sealed class TransitionsTests
{
    private static Alert AnAlert(AlertState state = AlertState.Triggered, Outcome outcome = Outcome.Review, double loss = 1_000) => new()
    {
        Id = "c1~VELOCITY~20260401",
        CustomerId = "c1",
        Reason = "VELOCITY",
        State = state,
        Outcome = outcome,
        FirstTime = Given.Morning,
        LastTime = Given.Morning,
        ExpectedLossMinor = loss,
        DecisionIds = ["c1~t1"],
    };

    // Rows are states, columns are actions, in the order of their enums; - where it is refused.
    [Theory]
    [InlineData(AlertState.Triggered, "Triggered UnderReview Escalated - - -")]
    [InlineData(AlertState.UnderReview, "UnderReview UnderReview Escalated Dismissed Cleared RealThreat")]
    [InlineData(AlertState.Escalated, "Escalated - Escalated Dismissed Cleared RealThreat")]
    [InlineData(AlertState.RealThreat, "- - - - - RealThreat")]
    [InlineData(AlertState.Dismissed, "- - - Dismissed - -")]
    [InlineData(AlertState.Cleared, "- - - - Cleared -")]
    public void An_action_leads_where_the_table_says(AlertState from, string expected)
        => Assert.Equal(expected, string.Join(' ', Enum.GetValues<AlertAction>().Select(action => Transitions.After(from, action)?.ToString() ?? "-")));

    [Fact]
    public void Nothing_closed_is_ever_opened_by_an_action()
        => Assert.All(from state in Enum.GetValues<AlertState>().Where(state => state.IsClosed()) from action in Enum.GetValues<AlertAction>() select Transitions.After(state, action),
            after => Assert.True(after is null || after.Value.IsClosed()));

    [Fact]
    public void Who_reviews_an_alert_of_nobody_takes_it_and_leaves_it_to_whoever_has_it()
    {
        Assert.Equal("ana", ActOnAlerts.Act(AnAlert(), AlertAction.Review, "ana", null, null).Changed!.Assignee);
        Assert.Equal("ben", ActOnAlerts.Act(AnAlert() with { Assignee = "ben" }, AlertAction.Review, "ana", null, null).Changed!.Assignee);
    }

    [Fact]
    public void Doing_it_again_is_no_change()
    {
        foreach (AlertAction action in Enum.GetValues<AlertAction>())
        {
            Alert once = ActOnAlerts.Act(AnAlert(AlertState.UnderReview) with { Assignee = "ben" }, action, "ana", null, "because").Changed ?? AnAlert(AlertState.UnderReview) with { Assignee = "ben" };
            Assert.Equal((null, ActOnAlerts.ResultCode.Unchanged), ActOnAlerts.Act(once, action, "ana", null, "because"));
        }
    }

    [Fact]
    public void An_alert_in_a_case_is_worked_and_not_closed_by_itself()
    {
        Alert inCase = AnAlert(AlertState.UnderReview) with { CaseId = "case-1" };
        Assert.Equal(ActOnAlerts.ResultCode.InCase, ActOnAlerts.Act(inCase, AlertAction.Dismiss, "ana", null, "r").Code);
        Assert.Equal(ActOnAlerts.ResultCode.Done, ActOnAlerts.Act(inCase, AlertAction.Escalate, "ana", null, null).Code);
        Assert.Equal(ActOnAlerts.ResultCode.Done, ActOnAlerts.Act(inCase, AlertAction.Assign, "ana", "ben", null).Code);
    }

    [Fact]
    public void A_case_takes_its_alerts_along_and_leaves_alone_what_is_there()
    {
        Alert closed = AlertBook.Settle(AnAlert(), AlertState.Dismissed, "case-1", "known")!;
        Assert.Equal((AlertState.Dismissed, "case-1", "known"), (closed.State, closed.CaseId, closed.ClosedReason));
        Assert.Null(AlertBook.Settle(closed, AlertState.Dismissed, "case-1", "other words"));
        Assert.Null(AlertBook.Settle(closed, AlertState.Dismissed, null, "other words"));
        Alert opened = AlertBook.Settle(closed, AlertState.UnderReview, null, "reopened")!;
        Assert.Equal((AlertState.UnderReview, "case-1", null), (opened.State, opened.CaseId, opened.ClosedReason));
    }

    [Theory]
    [InlineData(Outcome.Challenge, 1_000, Severity.Low, 200)]
    [InlineData(Outcome.Challenge, 100_000, Severity.Medium, 20_000)]
    [InlineData(Outcome.Review, 99_999, Severity.Medium, 9_999.9)]
    [InlineData(Outcome.Hold, 1_500, Severity.High, 100)]
    [InlineData(Outcome.Decline, 250_000, Severity.Critical, 25_000)]
    public void Severity_and_priority_follow_from_outcome_and_loss(Outcome outcome, double loss, Severity severity, double priority)
    {
        Alert alert = AnAlert(outcome: outcome, loss: loss);
        Assert.Equal((severity, priority), (alert.Severity, alert.Priority));
        Assert.Equal((severity, priority), (Alert.FromJson(alert.ToJson()).Severity, Alert.FromJson(alert.ToJson()).Priority));
    }

    [Fact]
    public void The_queue_is_in_the_order_of_what_a_minute_is_worth_then_of_age()
    {
        Alert[] queue =
        [
            AnAlert(loss: 1e20), AnAlert(loss: 5_000_000), AnAlert(loss: 900_000), AnAlert(loss: 1_000), AnAlert(loss: 1_000) with { FirstTime = Given.Morning.AddMinutes(1) }, AnAlert(loss: 999.9), AnAlert(loss: 0),
        ];
        Assert.Equal(queue, queue.Reverse().OrderBy(AlertDocument.IndexOf, StringComparer.Ordinal));
    }
}
