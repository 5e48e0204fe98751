using System.Net;
using System.Text.Json.Nodes;
using FraudFunctions.App.Alerts;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Tests.App.Alerts;

/// <summary>The work queue over real HTTP.</summary>
public sealed class AlertWorkTests : IAsyncLifetime
{
    private const string Velocity = "c1~VELOCITY~20260401";

    private AppUnderTest app = null!;
    private HttpCaller http = null!;

    public async ValueTask InitializeAsync()
    {
        app = await AppUnderTest.Build().StartAsync();
        http = new HttpCaller(app);
        await new RaiseAlerts(app.Documents, app.Get<AlertBook>(), app.Get<Suppressions>(), TimeProvider.System).Run(
        [
            Made.Decision("t1", Outcome.Review, loss: 5_000).ToJson(),
            Made.Decision("t2", Outcome.Hold, "NEW_DEVICE", loss: 90_000).ToJson(),
            Made.Decision("t3", Outcome.Challenge, "AMOUNT", loss: 400).ToJson(),
            .. Enumerable.Range(0, 7).Select(i => Made.Decision("t1", Outcome.Review, loss: 100 + i, customer: $"d{i}").ToJson()),
        ], default);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    private static JsonObject Action(string action, string? reason = null, string? assignee = null, params string[] ids)
    {
        JsonObject body = new() { ["action"] = action, ["alertIds"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]) };
        if (reason is not null)
            body["reason"] = reason;
        if (assignee is not null)
            body["assignee"] = assignee;
        return body;
    }

    private async Task<string[]> ActAsync(string person, JsonObject body)
        => [.. (await http.DoAsync(person, "/v1/alerts/actions", body))["results"]!.AsArray().Select(result => (string)result!["code"]!)];

    private async Task<List<string>> QueueAsync(string query)
    {
        List<string> seen = [];
        for (string? after = ""; after is not null;)
        {
            JsonObject page = await http.ReadAsync("ana", $"/v1/alerts?{query}{(after.Length == 0 ? "" : "&after=" + after)}");
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            Assert.Equal(page["next"] is not null, (bool)page["hasMore"]!);
            after = (string?)page["next"];
        }
        return seen;
    }

    [Theory]
    [InlineData("limit=3")]
    [InlineData("limit=100")]
    [InlineData("limit=1&state=triggered")]
    public async Task The_queue_is_paged_by_what_a_minute_is_worth(string query)
        => Assert.Equal(["c1~NEW_DEVICE~20260401", Velocity, "c1~AMOUNT~20260401", .. Enumerable.Range(0, 7).Reverse().Select(i => $"d{i}~VELOCITY~20260401")], await QueueAsync(query));

    [Fact]
    public async Task The_queue_is_filtered()
    {
        Assert.Equal(["c1~NEW_DEVICE~20260401", Velocity, "c1~AMOUNT~20260401"], await QueueAsync("customer=c1&limit=1"));
        Assert.Equal(["c1~NEW_DEVICE~20260401"], await QueueAsync("severity=high"));
        Assert.Equal(8, (await QueueAsync("reason=VELOCITY&limit=3")).Count);
        Assert.Empty(await QueueAsync("state=dismissed"));
        Assert.Empty(await QueueAsync("customer=nobody"));
        await ActAsync("ana", Action("assign", null, "ben", Velocity));
        Assert.Equal([Velocity], await QueueAsync("assignee=ben"));
    }

    [Theory]
    [InlineData("state=open", "unknown-value", "state")]
    [InlineData("severity=awful", "unknown-value", "severity")]
    [InlineData("customer=", "out-of-range", "customer")]
    [InlineData("custmer=c1", "unknown-parameter", "custmer")]
    [InlineData("limit=101", "out-of-range", "limit")]
    [InlineData("after=%21", "invalid-cursor", "after")]
    [InlineData("after=YWJj", "invalid-cursor", "after")]
    public async Task A_filter_that_is_none_is_refused_with_its_field(string query, string code, string field)
        => await HttpCaller.AssertProblemAsync(await http.GetAsync("ana", "/v1/alerts?" + query), HttpStatusCode.BadRequest, code, field);

    [Fact]
    public async Task An_alert_is_reviewed_escalated_and_confirmed_and_its_history_says_by_whom_and_why()
    {
        Assert.Equal(["done"], await ActAsync("ana", Action("review", ids: Velocity)));
        Assert.Equal(["done"], await ActAsync("ana", Action("escalate", "odd", ids: Velocity)));
        Assert.Equal(["done"], await ActAsync("sofia", Action("confirm", "mule account", ids: Velocity)));
        Assert.Equal(["unchanged"], await ActAsync("sofia", Action("confirm", "mule account", ids: Velocity)));
        HttpResponseMessage response = await http.GetAsync("ana", "/v1/alerts/" + Velocity);
        Assert.NotNull(response.Headers.ETag);
        JsonObject alert = await HttpCaller.JsonAsync(response);
        Assert.Equal(("realThreat", "ana", "mule account"), ((string)alert["state"]!, (string)alert["assignee"]!, (string)alert["closedReason"]!));
        Assert.Equal([("ana", "review", null), ("ana", "escalate", "odd"), ("sofia", "confirm", "mule account")],
            alert["history"]!.AsArray().Select(entry => ((string)entry!["actor"]!, (string)entry["operation"]!, (string?)entry["reason"])));
        Assert.Equal([Velocity], await QueueAsync("state=realThreat"));
        await AssertAuditHoldsAsync(3);
    }

    [Fact]
    public async Task Of_many_alerts_each_has_its_own_result()
    {
        await ActAsync("ana", Action("review", null, null, Velocity, "c1~AMOUNT~20260401"));
        await app.Get<AlertBook>().SettleAsync("c1", ["c1~AMOUNT~20260401"], AlertState.UnderReview, "case-1", new Act("investigate", "take into a case"), default);
        JsonObject answer = await http.DoAsync("ana", "/v1/alerts/actions", Action("dismiss", "known", null, Velocity, Velocity, "c1~NEW_DEVICE~20260401", "c1~AMOUNT~20260401", "c1~NONE~20260401", "rubbish"));
        Assert.Equal([("done", "dismissed"), ("notAllowed", "triggered"), ("inCase", "underReview"), ("notFound", null), ("notFound", null)],
            answer["results"]!.AsArray().Select(result => ((string)result!["code"]!, (string?)result["state"])));
        await AssertAuditHoldsAsync(2);
    }

    [Fact]
    public async Task Two_who_act_at_once_both_leave_their_entry_in_one_unbroken_audit()
    {
        string[][] codes = await Task.WhenAll(new[] { "ben", "carl", "eve", "dan" }.Select(name => ActAsync("ana", Action("assign", null, name, Velocity))));
        Assert.All(codes, code => Assert.Equal(["done"], code));
        await AssertAuditHoldsAsync(4);
    }

    [Theory]
    [InlineData("""{"alertIds": ["a"]}""", "missing", "action")]
    [InlineData("""{"action": "forget", "alertIds": ["a"]}""", "wrong-type", "action")]
    [InlineData("""{"action": "review"}""", "out-of-range", "alertIds")]
    [InlineData("""{"action": "review", "alertIds": []}""", "out-of-range", "alertIds")]
    [InlineData("""{"action": "review", "alertIds": [""]}""", "empty", "alertIds")]
    [InlineData("""{"action": "review", "alertIds": [5]}""", "wrong-type", "alertIds[0]")]
    [InlineData("""{"action": "dismiss", "alertIds": ["a"]}""", "missing", "reason")]
    [InlineData("""{"action": "clear", "alertIds": ["a"]}""", "missing", "reason")]
    [InlineData("""{"action": "confirm", "alertIds": ["a"]}""", "missing", "reason")]
    [InlineData("""{"action": "review", "alertIds": ["a"], "assignee": "ben"}""", "unexpected", "assignee")]
    [InlineData("""{"action": "review", "alertIds": ["a"], "force": true}""", "unknown-member", "force")]
    public async Task An_action_that_is_none_is_refused_with_its_field(string body, string code, string field)
        => await HttpCaller.AssertProblemAsync(await http.SendAsync("ana", HttpMethod.Post, "/v1/alerts/actions", body), HttpStatusCode.BadRequest, code, field);

    [Theory]
    [InlineData("sam")]
    [InlineData("mira")]
    [InlineData("bank")]
    public async Task Alerts_are_for_those_who_work_on_them(string person)
    {
        await HttpCaller.AssertProblemAsync(await http.GetAsync(person, "/v1/alerts"), HttpStatusCode.Forbidden, "forbidden");
        await HttpCaller.AssertProblemAsync(await http.GetAsync(person, "/v1/alerts/" + Velocity), HttpStatusCode.Forbidden, "forbidden");
        await HttpCaller.AssertProblemAsync(await http.PostAsync(person, "/v1/alerts/actions", Action("review", ids: Velocity)), HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task There_is_no_alert_of_another_name()
        => await HttpCaller.AssertProblemAsync(await http.GetAsync("ana", "/v1/alerts/c1~NONE~20260401"), HttpStatusCode.NotFound, "not-found");

    /// <summary>The audit holds as it is, and not with any entry changed, dropped or doubled.</summary>
    private async Task AssertAuditHoldsAsync(int entries)
    {
        Alert alert = Assert.Single(await app.Get<AlertBook>().GetAsync("c1", [Velocity], default));
        Document[] chain = [.. (await app.Documents.QueryPartitionAsync("customers", "c1", Audit.Of(Velocity))).Documents];
        Assert.Equal(entries, chain.Length);
        Assert.Null(Audit.FindBreak(Velocity, alert.Audit, chain));
        for (int i = 0; i < chain.Length; i++)
        {
            Document[] changed = [.. chain];
            changed[i] = chain[i] with { Body = (AuditEntry.FromJson(chain[i].Body) with { Reason = "something else" }).ToJson() };
            Assert.NotNull(Audit.FindBreak(Velocity, alert.Audit, changed));
            Assert.NotNull(Audit.FindBreak(Velocity, alert.Audit, [.. chain.Where((_, at) => at != i)]));
            Assert.NotNull(Audit.FindBreak(Velocity, alert.Audit, [.. chain, chain[i]]));
        }
    }
}
