using FraudFunctions.App.Alerts;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Tests.App.Alerts;

public sealed class RaiseAlertsTests
{
    private static RaiseAlerts Raiser(AppUnderTest app) => new(app.Documents, app.Get<AlertBook>(), app.Get<Suppressions>(), TimeProvider.System);

    private static async Task<Alert[]> AlertsAsync(AppUnderTest app)
        => [.. (await app.Documents.QueryPartitionAsync("customers", "c1", RangeQuery.Prefix("alert:"))).Documents.Select(document => Alert.FromJson(document.Body))];

    [Theory]
    [InlineData(Outcome.Approve, 0)]
    [InlineData(Outcome.Challenge, 1)]
    [InlineData(Outcome.Review, 1)]
    [InlineData(Outcome.Hold, 1)]
    [InlineData(Outcome.Decline, 1)]
    public async Task From_challenge_upwards_somebody_is_told(Outcome outcome, int alerts)
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await Raiser(app).Run([Made.Decision(outcome: outcome).ToJson()], default);
        Assert.Equal(alerts, (await AlertsAsync(app)).Length);
    }

    [Fact]
    public async Task One_customer_one_reason_one_day_is_one_alert()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        RaiseAlerts raise = Raiser(app);
        await raise.Run([Made.Decision("t1").ToJson(), Made.Decision("t2", Outcome.Hold, at: Given.Morning.AddHours(3)).ToJson()], default);
        await raise.Run([Made.Decision("t3", at: Given.Morning.AddHours(5)).ToJson(), Made.Decision("t4", reason: "NEW_DEVICE").ToJson(), Made.Decision("t5", at: Given.Morning.AddDays(1)).ToJson()], default);
        Alert[] alerts = await AlertsAsync(app);
        Assert.Equal(3, alerts.Length);
        Alert first = alerts.Single(alert => alert.DecisionIds.Count == 3);
        Assert.Equal((Outcome.Hold, 3_000, Given.Morning, Given.Morning.AddHours(5)), (first.Outcome, first.ExpectedLossMinor, first.FirstTime, first.LastTime));
    }

    [Fact]
    public async Task A_hold_after_the_alert_was_closed_is_somebody_s_again_and_comes_once()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        RaiseAlerts raise = Raiser(app);
        await raise.Run([Made.Decision("t1", Outcome.Hold).ToJson()], default);
        await app.Get<AlertBook>().SettleAsync("c1", [(await AlertsAsync(app))[0].Id], AlertState.Dismissed, null, new Act("ana", "close", Reason: "known"), default);
        string[] later = [Made.Decision("t1", Outcome.Hold).ToJson(), Made.Decision("t2", Outcome.Hold, at: Given.Morning.AddHours(1)).ToJson()];
        for (int delivery = 0; delivery < 2; delivery++)
            Assert.Single(await raise.Run(later, default));
        Alert[] alerts = await AlertsAsync(app);
        Assert.Equal([(AlertState.Dismissed, 1), (AlertState.Triggered, 1)], alerts.OrderBy(alert => alert.Id, StringComparer.Ordinal).Select(alert => (alert.State, alert.DecisionIds.Count)));
    }

    [Fact]
    public async Task A_redelivered_decision_changes_no_alert()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        RaiseAlerts raise = Raiser(app);
        string[] events = [Made.Decision("t1").ToJson(), Made.Decision("t2").ToJson()];
        await raise.Run(events, default);
        string before = (await app.Documents.QueryPartitionAsync("customers", "c1", RangeQuery.Prefix("alert:"))).Documents[0].ETag;
        await raise.Run(events, default);
        Assert.Equal(before, (await app.Documents.QueryPartitionAsync("customers", "c1", RangeQuery.Prefix("alert:"))).Documents[0].ETag);
    }

    [Fact]
    public async Task Partitions_that_raise_the_same_alert_at_once_lose_no_decision()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        RaiseAlerts raise = Raiser(app);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => raise.Run([Made.Decision($"t{i}").ToJson()], default))));
        Assert.Equal(8, Assert.Single(await AlertsAsync(app)).DecisionIds.Count);
    }

    [Fact]
    public async Task Every_open_alert_of_a_batch_is_told_of_and_a_redelivery_tells_again_and_changes_nothing()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        RaiseAlerts raise = Raiser(app);
        string[] events = [Made.Decision("t1", Outcome.Hold, loss: 300_000).ToJson(), Made.Decision("t2").ToJson(), Made.Decision("t3", reason: "NEW_DEVICE").ToJson()];
        string[] told = await raise.Run(events, default);
        Assert.Equal(2, told.Length);
        AlertRaised first = told.Select(AlertRaised.FromJson).Single(alert => alert.Reason == "VELOCITY");
        Assert.Equal(("c1~VELOCITY~20260401", Outcome.Hold, Severity.Critical, 301_000, 20_066.67), (first.AlertId, first.Outcome, first.Severity, first.ExpectedLossMinor, first.Priority));
        Alert[] before = await AlertsAsync(app);
        Assert.Equal(told.Order(), (await raise.Run(events, default)).Order());
        Assert.Equivalent(before, await AlertsAsync(app), strict: true);
    }

    [Fact]
    public async Task What_died_between_writing_an_alert_and_telling_of_it_is_told_when_it_comes_again()
    {
        UnreliableDocuments? unreliable = null;
        await using AppUnderTest app = AppUnderTest.Build(documents: inner => unreliable = new UnreliableDocuments(inner, new Random(7), .6));
        RaiseAlerts raise = Raiser(app);
        string[] events = [.. Enumerable.Range(0, 30).Select(i => Made.Decision($"t{i}", reason: $"REASON_{i % 5}", customer: $"c{i % 3}").ToJson())];
        string[]? told = null;
        while (told is null)
        {
            try
            {
                told = await raise.Run(events, default);
            }
            catch (IOException)
            {
                // The host delivers the batch again.
            }
        }
        Assert.True(unreliable!.Faults > 0);
        Assert.Equal(15, told.Select(json => AlertRaised.FromJson(json).AlertId).Distinct().Count());
        Assert.Equal(15, app.Sqlite.Count("customers", "alert:"));
    }

    [Theory]
    [InlineData(AlertState.Dismissed)]
    [InlineData(AlertState.Cleared)]
    [InlineData(AlertState.RealThreat)]
    public async Task A_closed_alert_takes_repeats_in_without_a_word_until_its_window_ends(AlertState closed)
    {
        await using AppUnderTest app = AppUnderTest.Build();
        RaiseAlerts raise = Raiser(app);
        await raise.Run([Made.Decision("t1").ToJson()], default);
        await app.Get<AlertBook>().SettleAsync("c1", ["c1~VELOCITY~20260401"], closed, null, new Act("ana", "close", Reason: "known"), default);
        Assert.Empty(await raise.Run([Made.Decision("t2", at: Given.Morning.AddHours(2)).ToJson()], default));
        Alert cooled = Assert.Single(await AlertsAsync(app));
        Assert.Equal((closed, 2), (cooled.State, cooled.DecisionIds.Count));
        Assert.Single(await raise.Run([Made.Decision("t3", at: Given.Morning.AddDays(1)).ToJson()], default));
        Assert.Equal(2, (await AlertsAsync(app)).Length);
    }

    [Theory]
    [InlineData(Outcome.Approve, false)]
    [InlineData(Outcome.Approve, true)]
    [InlineData(Outcome.Decline, false)]
    [InlineData(Outcome.Decline, true)]
    public void What_an_event_says_first_is_enough_to_pass_it_over(Outcome outcome, bool fromCall)
    {
        string json = (Made.Decision(outcome: outcome) with { FromCall = fromCall }).ToJson();
        Assert.Equal(outcome != Outcome.Approve, DecisionMade.MayBeMoreThanApproved(json));
        Assert.Equal(fromCall, DecisionMade.MayBeFromCall(json));
        Assert.Equal((outcome, fromCall), (DecisionMade.FromJson(json).Outcome, DecisionMade.FromJson(json).FromCall));
    }
}
