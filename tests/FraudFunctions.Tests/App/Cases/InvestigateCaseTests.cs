using System.Net;
using System.Text.Json.Nodes;
using FraudFunctions.App.Alerts;
using FraudFunctions.App.Cases;
using FraudFunctions.App.Platform;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Tests.App.Cases;

/// <summary>A case from the payment to its end, over the running app.</summary>
public sealed class InvestigateCaseTests
{
    [Fact]
    public async Task A_takeover_becomes_a_case_with_a_report_and_ends_in_a_label_and_instructions()
    {
        await using CaseApp app = await CaseApp.StartAsync();
        await app.SendAsync(CaseApp.Takeover("c1"));
        (JsonObject opened, string etag) = await app.UntilAsync("c1~1", "assigned");
        Assert.Equal("ben", (string?)opened["assignee"]);

        string report = await app.TextAsync("ana", "/v1/cases/c1~1/report");
        Assert.Contains("c1-out", report, StringComparison.Ordinal);
        Assert.Contains("laptop-of-a-stranger", report, StringComparison.Ordinal);
        Assert.Contains("not screened", report, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("<!DOCTYPE html>", await app.TextAsync("ana", "/v1/cases/c1~1/report?format=html"), StringComparison.OrdinalIgnoreCase);

        (HttpStatusCode status, JsonObject? disposed, _) = await app.PostAsync("ben", "/v1/cases/c1~1/disposition", CaseApp.Disposition("confirmedFraud"), etag);
        Assert.True(status == HttpStatusCode.OK, disposed?.ToJsonString());
        // Nine hundred euro, and no model to say how likely: one pair of eyes is enough.
        (JsonObject closed, _) = await app.UntilAsync("c1~1", "closedConfirmed");
        Assert.Equal(["open", "report", "assign", "dispose", "close"], closed["history"]!.AsArray().Select(entry => (string)entry!["operation"]!));

        await app.EndOfAsync("case~c1~1~1");
        IReadOnlyList<Alert> alerts = await app.App.Get<AlertBook>().OfCustomerAsync("c1", default);
        Assert.Equal((AlertState.RealThreat, "c1~1"), (Assert.Single(alerts).State, alerts[0].CaseId));
        Assert.Equal(2, app.App.Sqlite.Count(Instructions.Container, ""));
        string label = Assert.Single(await new SendCaseLabels(app.App.Get<CaseLabels>()).Run(null!, default));
        Assert.Contains("\"c1-out\"", label, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_of_one_customer_share_a_case_and_an_alert_that_comes_again_opens_no_other()
    {
        await using CaseApp app = await CaseApp.StartAsync();
        await app.SendAsync(CaseApp.Takeover("c1"));
        await app.UntilAsync("c1~1", "assigned");
        AlertRaised again = new()
        {
            AlertId = (await app.App.Get<AlertBook>().OfCustomerAsync("c1", default))[0].Id,
            CustomerId = "c1",
            Reason = "ACCOUNT_TAKEOVER",
            Outcome = Outcome.Hold,
            Severity = Severity.High,
            Priority = 1,
            ExpectedLossMinor = 1,
            FirstTime = Given.Morning,
        };
        await app.App.Events.AppendAsync(Topics.Alerts, new NewEvent(System.Text.Encoding.UTF8.GetBytes(again.ToJson()), null));
        await app.App.Runtime.DrainAsync(default);
        Assert.Equal(1, app.App.Sqlite.Count("cases", "case:"));
    }

    [Fact]
    public async Task Evidence_that_cannot_be_gathered_is_named_in_the_report()
    {
        await using CaseApp app = await CaseApp.StartAsync(documents: inner => new UnreliableDocuments(inner) { FailReadsOf = Links.Container });
        await app.SendAsync(CaseApp.Takeover("c1"));
        await app.UntilAsync("c1~1", "assigned");
        Assert.Contains("links", await app.TextAsync("ana", "/v1/cases/c1~1/report"), StringComparison.OrdinalIgnoreCase);
        JsonObject report = (await app.GetAsync("ana", "/v1/cases/c1~1")).Body!["report"]!.AsObject();
        Assert.Contains("links", report["missing"]!.AsArray().Select(kind => (string)kind!));
    }

    [Fact]
    public async Task Customers_who_share_a_device_appear_in_each_others_cases()
    {
        await using CaseApp app = await CaseApp.StartAsync();
        await app.SendAsync(CaseApp.Takeover("c1"));
        await app.UntilAsync("c1~1", "assigned");
        await app.SendAsync(CaseApp.Takeover("c2"));
        (JsonObject second, _) = await app.UntilAsync("c2~1", "assigned");
        Assert.Contains("c1~1", second["relatedCases"]!.AsArray().Select(id => (string)id!));
        Assert.Contains("c1", await app.TextAsync("ana", "/v1/cases/c2~1/report"), StringComparison.Ordinal);
    }
}
