using System.Net;
using System.Text.Json.Nodes;
using FraudFunctions.App.Alerts;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FraudFunctions.Tests.App.Alerts;

public sealed class SuppressionTests : IAsyncLifetime
{
    private AppUnderTest app = null!;
    private HttpCaller http = null!;

    public async ValueTask InitializeAsync()
    {
        app = await AppUnderTest.Build().StartAsync();
        http = new HttpCaller(app);
        await http.SendAsync("bank", HttpMethod.Post, "/v1/decisions", Given.Json(Given.Payment()));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    private static DateTimeOffset InDays(double days) => TimeProvider.System.GetUtcNow().AddDays(days);

    private static JsonObject Proposed(string subject, JsonObject content) => new() { ["operation"] = "suppressAlerts", ["subject"] = subject, ["content"] = content, ["reason"] = "payroll day" };

    private static JsonObject Until(DateTimeOffset until, string? code = null)
    {
        JsonObject content = new() { ["until"] = until.ToString("O") };
        if (code is not null)
            content["reasonCode"] = code;
        return content;
    }

    /// <summary>Raises with what the store holds now, at a time of the test's choosing.</summary>
    private Task<string[]> RaiseAsync(DateTimeOffset now, string reason = "VELOCITY", string transaction = "t1", string customer = "c1")
    {
        FakeTimeProvider clock = new(now);
        return new RaiseAlerts(app.Documents, app.Get<AlertBook>(), new Suppressions(app.Documents, clock), clock).Run([Made.Decision(transaction, reason: reason, customer: customer).ToJson()], default);
    }

    private async Task<Alert> AlertAsync(string reason = "VELOCITY") => Assert.Single(await app.Get<AlertBook>().GetAsync("c1", [$"c1~{reason}~20260401"], default));

    [Fact]
    public async Task A_suppression_acts_once_it_is_approved_and_until_it_ends()
    {
        DateTimeOffset until = InDays(10);
        string id = (string)(await http.DoAsync("ana", "/v1/approvals", Proposed("c1", Until(until, "VELOCITY"))))["id"]!;
        Assert.Empty((await http.ReadAsync("ana", "/v1/suppressions"))["items"]!.AsArray());
        Assert.Single(await RaiseAsync(InDays(0), transaction: "t0"));
        Assert.Equal(AlertState.Triggered, (await AlertAsync()).State);

        await http.DoAsync("sofia", $"/v1/approvals/{id}/approve");
        JsonObject listed = Assert.Single((await http.ReadAsync("ana", "/v1/suppressions?customer=c1&reason=VELOCITY"))["items"]!.AsArray())!.AsObject();
        Assert.Equal((id, "ana", "sofia", "payroll day"), ((string)listed["id"]!, (string)listed["maker"]!, (string)listed["checker"]!, (string)listed["reason"]!));
        // Raised before: it stays as it is. Another customer, another reason: not covered.
        Assert.Single(await RaiseAsync(InDays(0), transaction: "t9"));
        Assert.Single(await RaiseAsync(InDays(0), customer: "c2"));
        Assert.Single(await RaiseAsync(InDays(0), "AMOUNT"));

        await app.Documents.CommitAsync("customers", new("c1", [new Write.Delete("alert:c1~VELOCITY~20260401")]));
        Assert.Empty(await RaiseAsync(until.AddSeconds(-1)));
        Alert kept = await AlertAsync();
        Assert.Equal((AlertState.Cleared, id, "payroll day"), (kept.State, kept.SuppressedBy, kept.ClosedReason));
        Document[] audit = [.. (await app.Documents.QueryPartitionAsync("customers", "c1", Audit.Of(kept.Id))).Documents];
        Assert.Null(Audit.FindBreak(kept.Id, kept.Audit, audit));
        Assert.Equal("suppress", AuditEntry.FromJson(Assert.Single(audit).Body).Operation);
        Assert.Empty(await RaiseAsync(until.AddSeconds(-1)));

        await app.Documents.CommitAsync("customers", new("c1", [new Write.Delete("alert:c1~VELOCITY~20260401"), new Write.Delete(audit[0].Key.Id)]));
        Assert.Single(await RaiseAsync(until.AddSeconds(1)));
        Assert.Equal(AlertState.Triggered, (await AlertAsync()).State);
    }

    [Fact]
    public async Task A_suppression_of_a_reason_is_for_everybody_and_one_of_a_customer_for_every_reason()
    {
        foreach (JsonObject proposal in new[] { Proposed("*", Until(InDays(2), "AMOUNT")), Proposed("c1", Until(InDays(1))) })
        {
            string id = (string)(await http.DoAsync("ana", "/v1/approvals", proposal))["id"]!;
            await http.DoAsync("sofia", $"/v1/approvals/{id}/approve");
        }
        Assert.Empty(await RaiseAsync(InDays(0), "AMOUNT", customer: "c7"));
        Assert.Empty(await RaiseAsync(InDays(0), "NEW_DEVICE"));
        Assert.Single(await RaiseAsync(InDays(0), "NEW_DEVICE", customer: "c7"));
        Assert.Equal([null, "AMOUNT"], (await http.ReadAsync("ana", "/v1/suppressions"))["items"]!.AsArray().Select(item => (string?)item!["reasonCode"]));
        Assert.Empty((await http.ReadAsync("ana", "/v1/suppressions?state=expired"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_new_suppression_is_seen_within_five_seconds_and_an_end_at_once()
    {
        FakeTimeProvider clock = new(Given.Morning);
        Suppressions here = new(app.Documents, clock);
        Assert.Empty(await here.GetAsync(default));
        await new Suppressions(app.Documents, clock).PutAsync(new Suppression
        {
            Id = "s1",
            ReasonCode = "AMOUNT",
            Reason = "r",
            Until = Given.Morning.AddSeconds(7),
            Maker = "ana",
            Checker = "sofia",
            ApprovedAt = Given.Morning,
        }, default);
        Assert.Empty(await here.GetAsync(default));
        clock.Advance(TimeSpan.FromSeconds(5));
        Suppression seen = Assert.Single(await here.GetAsync(default));
        Assert.True(seen.Covers("c1", "AMOUNT", clock.GetUtcNow()));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(Assert.Single(await here.GetAsync(default)).Covers("c1", "AMOUNT", clock.GetUtcNow()));
    }

    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "*", """{"until": "+3"}""", "missing", "content.reasonCode" },
        { "c1", "{}", "missing", "content.until" },
        { "c1", """{"until": "+181"}""", "out-of-range", "content.until" },
        { "c1", """{"until": "-1"}""", "out-of-range", "content.until" },
        { "c1", """{"until": "tomorrow"}""", "wrong-type", "content.until" },
        { "c1", """{"until": "+3", "reasonCode": "VELOCTY"}""", "unknown-value", "content.reasonCode" },
        { "c404", """{"until": "+3"}""", "unknown-value", "subject" },
        { "c1", """{"until": "+3", "forEver": true}""", "unknown-member", "content.forEver" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_would_suppress_nothing_or_too_much_cannot_be_proposed(string subject, string content, string code, string field)
    {
        foreach (int days in new[] { 3, 181, -1 })
            content = content.Replace($"\"{days:+0;-0}\"", $"\"{InDays(days):O}\"", StringComparison.Ordinal);
        await HttpCaller.AssertProblemAsync(await http.PostAsync("ana", "/v1/approvals", Proposed(subject, JsonNode.Parse(content)!.AsObject())), HttpStatusCode.BadRequest, code, field);
    }
}
