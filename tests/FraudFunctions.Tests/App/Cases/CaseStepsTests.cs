using FraudFunctions.App.Alerts;
using FraudFunctions.App.Cases;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Tests.App.Cases;

/// <summary>The decisions of the slice, by themselves.</summary>
public sealed class CaseStepsTests
{
    private static readonly CasesOptions options = new();

    private static AlertRaised Alert(string id = "c1~A~20260401", Severity severity = Severity.Medium, Outcome outcome = Outcome.Review, double lossMinor = 1_000) => new()
    {
        AlertId = id,
        CustomerId = "c1",
        Reason = "A",
        Outcome = outcome,
        Severity = severity,
        Priority = lossMinor / 10,
        ExpectedLossMinor = lossMinor,
        FirstTime = Given.Morning,
    };

    private static Case Opened() => OpenCase.Take(null, Alert(), 1, options, Given.Morning)!;

    [Fact]
    public void A_worse_alert_makes_the_case_worse_and_due_sooner()
    {
        Case worse = OpenCase.Take(Opened(), Alert("c1~B~20260401", Severity.Critical, Outcome.Hold, 9_000), 2, options, Given.Morning.AddHours(2))!;
        Assert.Equal((Severity.Critical, 10_000, Given.Morning.AddHours(24)), (worse.Severity, worse.ExpectedLossMinor, worse.DueAt));
        Assert.Equal(["c1~A~20260401", "c1~B~20260401"], worse.AlertIds);
        Assert.Null(OpenCase.Take(worse, Alert(), 2, options, Given.Morning));
    }

    [Fact]
    public void An_alert_that_has_grown_is_worth_more_and_counts_once()
    {
        Case grown = OpenCase.Take(Opened(), Alert(severity: Severity.High, outcome: Outcome.Hold, lossMinor: 90_000), 0, options, Given.Morning)!;
        Assert.Equal((1, Severity.High, 90_000), (grown.AlertIds.Count, grown.Severity, grown.ExpectedLossMinor));
    }

    [Fact]
    public void The_analyst_who_knows_the_typology_gets_the_case_then_the_one_with_least_to_do()
    {
        Case takeover = Opened() with { Typologies = ["accountTakeover"] };
        Assert.Equal("ben", AssignCase.Choose(options.Roster, takeover, new Dictionary<string, int> { ["ben"] = 40 }));
        Assert.Equal("ana", AssignCase.Choose(options.Roster, Opened(), new Dictionary<string, int> { ["ben"] = 1 }));
        Assert.Equal("ana", AssignCase.Choose(options.Roster, Opened(), new Dictionary<string, int>()));
        Assert.Null(AssignCase.Choose(options.Roster, Opened(), new Dictionary<string, int> { ["ana"] = 500, ["ben"] = 500 }));
        Assert.Equal("carl", AssignCase.Choose(options.Roster, Opened() with { Inbox = CasesOptions.AmlInbox }, new Dictionary<string, int>()));
    }

    [Theory]
    [InlineData(0, 84)]
    [InlineData(90, 168)]
    [InlineData(168, 192)]
    [InlineData(400, 424)]
    public void Somebody_is_reminded_halfway_at_the_due_time_and_every_day_from_then_on(int hoursIn, int nextHour)
    {
        Look look = WatchCase.At(Opened(), 1, [], Given.Morning.AddHours(hoursIn), TimeSpan.FromHours(24));
        Assert.Equal((false, Given.Morning.AddHours(nextHour)), (look.IsDecided, look.NextReminder));
    }

    [Fact]
    public void An_overdue_case_goes_to_the_supervisors_once_and_a_reminder_counts_once()
    {
        CaseRound round = new("c1", 1, 1);
        Case overdue = RemindAnalyst.Remind(Opened(), new Reminder(round, 1), Given.Morning.AddDays(8))!.Value.Item1;
        Assert.Equal((CasesOptions.EscalationInbox, 1), (overdue.Inbox, overdue.Reminders));
        Assert.Null(RemindAnalyst.Remind(overdue, new Reminder(round, 1), Given.Morning.AddDays(8)));
        Assert.Equal("remind", RemindAnalyst.Remind(overdue, new Reminder(round, 2), Given.Morning.AddDays(9))!.Value.Item2.Operation);
    }

    [Fact]
    public void A_case_that_was_set_aside_rests_until_its_day()
    {
        Case resting = Opened() with { Status = CaseStatus.Suspended, SuspendedUntil = Given.Morning.AddDays(30) };
        Assert.Equal(Given.Morning.AddDays(30), WatchCase.At(resting, 1, [], Given.Morning.AddDays(2), TimeSpan.FromHours(24)).NextReminder);
        Case woken = RemindAnalyst.Remind(resting, new Reminder(new("c1", 1, 1), 1), Given.Morning.AddDays(30))!.Value.Item1;
        Assert.Equal((CaseStatus.InProgress, CasesOptions.FraudInbox, (DateTimeOffset?)null), (woken.Status, woken.Inbox, woken.SuspendedUntil));
    }

    [Fact]
    public void Worth_orders_the_inbox()
    {
        Case[] cases = [Opened() with { Priority = 5 }, Opened() with { Priority = 5_000 }, Opened() with { Priority = 70.25 }];
        Assert.Equal([5_000, 70.25, 5], cases.OrderBy(CaseDocument.IndexOf, StringComparer.Ordinal).Select(one => one.Priority));
    }

    [Fact]
    public void A_next_case_is_nobodys_or_ones_own_and_not_begun()
    {
        Assert.True(TakeNextCase.IsFor(Opened() with { Status = CaseStatus.Ready }, "ana"));
        Assert.True(TakeNextCase.IsFor(Opened() with { Status = CaseStatus.Assigned, Assignee = "ana" }, "ana"));
        Assert.False(TakeNextCase.IsFor(Opened() with { Status = CaseStatus.Assigned, Assignee = "ben" }, "ana"));
        Assert.False(TakeNextCase.IsFor(Opened() with { Status = CaseStatus.Draft }, "ana"));
    }

    [Fact]
    public void A_merged_case_ends_as_a_duplicate_without_alerts_and_the_other_takes_them()
    {
        Case other = OpenCase.Take(null, Alert("c1~B~20260402", Severity.High, Outcome.Hold, 5_000), 2, options, Given.Morning.AddDays(1))!;
        (Case ended, Case grown) = MergeCases.Merge(other, Opened(), "ana", "The same device.", Given.Morning.AddDays(2));
        Assert.Equal((CaseStatus.Abandoned, 0, DispositionOutcome.Duplicate), (ended.Status, ended.AlertIds.Count, ended.Disposition!.Outcome));
        Assert.Equal((2, Severity.High, 6_000), (grown.AlertIds.Count, grown.Severity, grown.ExpectedLossMinor));
    }

    [Fact]
    public void Only_open_cases_of_one_customer_and_type_are_merged()
    {
        Case second = Opened() with { Number = 2 };
        Assert.Null(MergeCases.Refuse(second, Opened()));
        Assert.NotNull(MergeCases.Refuse(Opened(), Opened()));
        Assert.NotNull(MergeCases.Refuse(second with { CustomerId = "c2" }, Opened()));
        Assert.NotNull(MergeCases.Refuse(second with { Type = CaseType.Aml }, Opened()));
        Assert.NotNull(MergeCases.Refuse(second, Opened() with { Status = CaseStatus.ClosedRefuted }));
    }
}
