using FraudFunctions.App.Alerts;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Tests.App.Alerts;

public sealed class RaiseAlertsTests
{
    private static DecisionMade Made(string transaction = "t1", Outcome outcome = Outcome.Challenge, string reason = "VELOCITY", DateTimeOffset? at = null, double loss = 1_000) => new()
    {
        DecisionId = Decision.IdOf("c1", transaction),
        CustomerId = "c1",
        TransactionId = transaction,
        Time = at ?? Given.Morning,
        Outcome = outcome,
        Probability = .2,
        AmountMinor = 5_000,
        Currency = "EUR",
        ExpectedLossMinor = loss,
        Reasons = [reason],
        Receipt = "r",
    };

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
        await Raiser(app).Run([Made(outcome: outcome).ToJson()], default);
        Assert.Equal(alerts, (await AlertsAsync(app)).Length);
    }

    [Fact]
    public async Task One_customer_one_reason_one_day_is_one_alert()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        RaiseAlerts raise = Raiser(app);
        await raise.Run([Made("t1").ToJson(), Made("t2", Outcome.Hold, at: Given.Morning.AddHours(3)).ToJson()], default);
        await raise.Run([Made("t3", at: Given.Morning.AddHours(5)).ToJson(), Made("t4", reason: "NEW_DEVICE").ToJson(), Made("t5", at: Given.Morning.AddDays(1)).ToJson()], default);
        Alert[] alerts = await AlertsAsync(app);
        Assert.Equal(3, alerts.Length);
        Alert first = alerts.Single(alert => alert.DecisionIds.Count == 3);
        Assert.Equal((Outcome.Hold, 3_000, Given.Morning, Given.Morning.AddHours(5)), (first.Outcome, first.ExpectedLossMinor, first.FirstTime, first.LastTime));
    }

    [Fact]
    public async Task A_redelivered_decision_changes_no_alert()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        RaiseAlerts raise = Raiser(app);
        string[] events = [Made("t1").ToJson(), Made("t2").ToJson()];
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
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => raise.Run([Made($"t{i}").ToJson()], default))));
        Assert.Equal(8, Assert.Single(await AlertsAsync(app)).DecisionIds.Count);
    }

    [Theory]
    [InlineData(Outcome.Approve, false)]
    [InlineData(Outcome.Approve, true)]
    [InlineData(Outcome.Decline, false)]
    [InlineData(Outcome.Decline, true)]
    public void What_an_event_says_first_is_enough_to_pass_it_over(Outcome outcome, bool fromCall)
    {
        string json = (Made(outcome: outcome) with { FromCall = fromCall }).ToJson();
        Assert.Equal(outcome != Outcome.Approve, DecisionMade.MayBeMoreThanApproved(json));
        Assert.Equal(fromCall, DecisionMade.MayBeFromCall(json));
        Assert.Equal((outcome, fromCall), (DecisionMade.FromJson(json).Outcome, DecisionMade.FromJson(json).FromCall));
    }
}
