using System.Net;
using System.Text.Json.Nodes;
using FraudFunctions.App.Approvals;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Tests.App.Models;

namespace FraudFunctions.Tests.App.Approvals;

/// <summary>Proposing, approving, rejecting and withdrawing over real HTTP, for every operation that has an effect.</summary>
public sealed class ApprovalFlowTests : IAsyncLifetime
{
    private AppUnderTest app = null!;
    private HttpCaller http = null!;

    public async ValueTask InitializeAsync()
    {
        app = await AppUnderTest.Build(settings: "--Decisions:RefreshSeconds=1").StartAsync();
        http = new HttpCaller(app);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>Operation; a maker who is a checker too, so that only the rule of two people stands in the way; another checker's name is not needed.</summary>
    public static TheoryData<GuardedOperation, string> Guarded => new()
    {
        { GuardedOperation.SuppressAlerts, "sofia" },
        { GuardedOperation.PromoteRules, "mira" },
        { GuardedOperation.PromoteLists, "sofia" },
        { GuardedOperation.PromotePolicy, "sofia" },
        { GuardedOperation.ReleaseHold, "sofia" },
        { GuardedOperation.PromoteModel, "mira" },
    };

    private static JsonObject Document(string part)
        => JsonNode.Parse(typeof(Rulebook).Assembly.GetManifestResourceStream($"Defaults.{part}.json")!)!.AsObject();

    private static JsonObject Proposed(GuardedOperation operation, string subject, JsonNode content, string reason = "because") => new()
    {
        ["operation"] = Choices<GuardedOperation>.NameOf(operation),
        ["subject"] = subject,
        ["content"] = content.DeepClone(),
        ["reason"] = reason,
    };

    /// <summary>A good proposal of that operation.</summary>
    private async Task<JsonObject> ValidAsync(GuardedOperation operation)
    {
        await http.SendAsync("bank", HttpMethod.Post, "/v1/decisions", Given.Json(Given.Payment()));
        switch (operation)
        {
            case GuardedOperation.SuppressAlerts:
                return Proposed(operation, "c1", new JsonObject { ["reasonCode"] = "VELOCITY", ["until"] = TimeProvider.System.GetUtcNow().AddDays(3).ToString("O") });
            case GuardedOperation.PromoteRules:
                return Proposed(operation, "rules", Document("rules"));
            case GuardedOperation.PromoteLists:
                return Proposed(operation, "lists", Document("lists"));
            case GuardedOperation.PromotePolicy:
                return Proposed(operation, "policy", Document("policy"));
            case GuardedOperation.ReleaseHold:
                await HoldAsync();
                return Proposed(operation, "c9~held", new JsonObject());
            case GuardedOperation.PromoteModel:
                return Proposed(operation, await SomeModels.RegisterAsync(app), new JsonObject { ["from"] = null });
            case GuardedOperation.ClearSanctionsHit or GuardedOperation.CloseCase or GuardedOperation.ReopenCase or GuardedOperation.FileReport or GuardedOperation.NotFileReport
                or GuardedOperation.OverrideRisk:
                break;
        }
        throw new ArgumentOutOfRangeException(nameof(operation), operation, "has no effect here");
    }

    private async Task HoldAsync()
    {
        JsonObject lists = Document("lists");
        JsonObject ips = lists["lists"]!.AsArray().Select(list => list!.AsObject()).Single(list => (string)list["name"]! == "blocked-ips");
        ips["entries"]!.AsArray().Add(new JsonObject { ["value"] = "203.0.113.9", ["reason"] = "seen in a fraud", ["source"] = "test" });
        await AgreeAsync("ana", "sofia", Proposed(GuardedOperation.PromoteLists, "lists", lists));
        await RefreshAsync();
        JsonObject made = await HttpCaller.JsonAsync(await http.SendAsync("bank", HttpMethod.Post, "/v1/decisions", Given.Json(Given.Payment("held", "c9") with { Channel = Channel.Online, Ip = "203.0.113.9" })));
        Assert.Equal("hold", (string)made["outcome"]!);
    }

    private static Task RefreshAsync() => Task.Delay(TimeSpan.FromSeconds(1.1));

    private async Task<string> ProposeAsync(string maker, JsonObject proposal) => (string)(await http.DoAsync(maker, "/v1/approvals", proposal))["id"]!;

    private async Task<JsonObject> AgreeAsync(string maker, string checker, JsonObject proposal)
        => await http.DoAsync(checker, $"/v1/approvals/{await ProposeAsync(maker, proposal)}/approve");

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Nobody_approves_what_they_have_proposed(GuardedOperation operation, string maker)
    {
        string id = await ProposeAsync(maker, await ValidAsync(operation));
        await HttpCaller.AssertProblemAsync(await http.PostAsync(maker, $"/v1/approvals/{id}/approve"), HttpStatusCode.Forbidden, "four-eyes");
        Assert.Equal("pending", (string)(await http.ReadAsync(maker, $"/v1/approvals/{id}"))["state"]!);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Nobody_approves_or_proposes_without_the_role(GuardedOperation operation, string maker)
    {
        JsonObject proposal = await ValidAsync(operation);
        string id = await ProposeAsync(maker, proposal);
        foreach (string person in new[] { "carl", "ana", "sam", "bank" })
            await HttpCaller.AssertProblemAsync(await http.PostAsync(person, $"/v1/approvals/{id}/approve"), HttpStatusCode.Forbidden, "forbidden");
        foreach (string person in new[] { "carl", "sam", "bank" })
            await HttpCaller.AssertProblemAsync(await http.PostAsync(person, "/v1/approvals", proposal), HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public void Every_effect_is_among_those_that_are_tested_here()
        => Assert.Equal(app.Get<ApprovalDesk>().Available.Order(), Guarded.Select(row => row.Data.Item1).Order());

    [Theory]
    [InlineData(GuardedOperation.FileReport, "carl")]
    [InlineData(GuardedOperation.OverrideRisk, "ana")]
    public async Task What_has_no_effect_here_cannot_be_proposed(GuardedOperation operation, string maker)
        => await HttpCaller.AssertProblemAsync(await http.PostAsync(maker, "/v1/approvals", Proposed(operation, "x", new JsonObject())), HttpStatusCode.Conflict, "not-available", "operation");

    [Fact]
    public async Task Promoted_rules_decide_and_the_audit_holds_until_somebody_touches_it()
    {
        Transaction payment = Given.Payment("t1", amountMinor: 700);
        JsonObject before = await HttpCaller.JsonAsync(await http.SendAsync("bank", HttpMethod.Post, "/v1/decisions", Given.Json(payment)));
        Assert.Equal("approve", (string)before["outcome"]!);
        JsonObject rules = Document("rules");
        rules["rules"]!.AsArray().Add(JsonNode.Parse("""
            {"id": "all-pos", "code": "OWN_RULE", "text": "Everything at a till.", "status": "live", "atLeast": "review", "when": {"field": "channel", "in": ["pos"]}}
            """));
        JsonObject applied = await AgreeAsync("ana", "mira", Proposed(GuardedOperation.PromoteRules, "rules", rules));
        Assert.Equal(("applied", "ana", "mira"), ((string)applied["state"]!, (string)applied["maker"]!, (string)applied["checker"]!));
        await RefreshAsync();
        JsonObject after = await HttpCaller.JsonAsync(await http.SendAsync("bank", HttpMethod.Post, "/v1/decisions", Given.Json(payment with { Id = "t2" })));
        Assert.Equal(("review", 2), ((string)after["outcome"]!, (int)after["versions"]!["rules"]!));

        string id = (string)applied["id"]!;
        Proposal proposal = Proposal.FromJson((await app.Documents.GetAsync(ApprovalDesk.Container, new(id, "proposal")))!.Body);
        Document[] entries = [.. (await app.Documents.QueryPartitionAsync(ApprovalDesk.Container, id, Audit.Of(id))).Documents];
        Assert.Equal(["propose", "approve", "apply"], entries.Select(entry => AuditEntry.FromJson(entry.Body).Operation));
        Assert.Equal(("mira", "ana"), (AuditEntry.FromJson(entries[1].Body).Actor, AuditEntry.FromJson(entries[1].Body).Maker));
        Assert.Contains(proposal.ContentHash(), AuditEntry.FromJson(entries[0].Body).New, StringComparison.Ordinal);
        Assert.Null(Audit.FindBreak(id, proposal.Audit, entries));
        entries[1] = entries[1] with { Body = (AuditEntry.FromJson(entries[1].Body) with { Actor = "eve" }).ToJson() };
        Assert.Contains("entry 3", Audit.FindBreak(id, proposal.Audit, entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_that_talks_to_customers_gets_decisions_without_how_frauds_are_found()
    {
        JsonObject rules = Document("rules");
        rules["rules"]!.AsArray().Add(JsonNode.Parse("""
            {"id": "our-inquiry", "code": "OWN_SECRET", "text": "Everything at a till.", "status": "live", "atLeast": "hold", "disclosure": "secret", "when": {"field": "channel", "in": ["pos"]}}
            """));
        rules["rules"]!.AsArray().Add(JsonNode.Parse("""
            {"id": "our-trial", "code": "OWN_TRIAL", "text": "The same again.", "status": "shadow", "atLeast": "hold", "when": {"field": "channel", "in": ["pos"]}}
            """));
        await AgreeAsync("ana", "mira", Proposed(GuardedOperation.PromoteRules, "rules", rules));
        await RefreshAsync();
        JsonObject made = await HttpCaller.JsonAsync(await http.SendAsync("bank", HttpMethod.Post, "/v1/decisions", Given.Json(Given.Payment("s1", "c7"))));
        JsonObject found = await http.ReadAsync("bank", "/v1/decisions/c7~s1");
        JsonObject listed = (await http.ReadAsync("bank", "/v1/customers/c7/decisions"))["items"]![0]!.AsObject();
        foreach (JsonObject told in new[] { made, found, listed })
        {
            Assert.Equal("hold", (string)told["outcome"]!);
            Assert.Equal("""[{"text":"We could not confirm that this payment was made by you."}]""", told["reasons"]!.ToJsonString());
            Assert.All(new[] { "rules", "shadowRules", "choice" }, member => Assert.False(told.ContainsKey(member)));
            Assert.DoesNotContain("OWN_", told.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("our-", told.ToJsonString(), StringComparison.Ordinal);
            Assert.Equal((string)made["receipt"]!, (string)told["receipt"]!);
        }
        JsonObject inside = await http.ReadAsync("ana", "/v1/decisions/c7~s1");
        Assert.Equal(("OWN_SECRET", "our-inquiry", "our-trial"), ((string)inside["reasons"]![0]!["code"]!, (string)inside["rules"]![0]!, (string)inside["shadowRules"]![0]!));
        Assert.Equal("OWN_SECRET", (string)(await http.ReadAsync("ana", "/v1/decisions/c7~s1/reasons"))["reasons"]![0]!["code"]!);
        Assert.Equal(
            (await http.ReadAsync("bank", "/v1/decisions/c7~s1/reasons?audience=customer"))["reasons"]!.AsArray().Select(reason => (string)reason!["text"]!),
            found["reasons"]!.AsArray().Select(reason => (string)reason!["text"]!));
    }

    [Theory]
    [InlineData(GuardedOperation.PromoteRules, "rules", """{"version": 1, "rules": [{"id": "a", "code": "A", "text": "a", "atLeast": "hold", "when": {"feature": "nonsense", "atLeast": 1}}]}""", "invalid-rules", "content")]
    [InlineData(GuardedOperation.PromoteRules, "rules", """{"version": 1}""", "invalid-rules", "content")]
    [InlineData(GuardedOperation.PromoteRules, "rules", """{"rules": []}""", "missing", "content.version")]
    [InlineData(GuardedOperation.PromoteRules, "rules", """{"version": 4, "rules": []}""", "outdated", "content.version")]
    [InlineData(GuardedOperation.PromoteRules, "ruels", """{"version": 1, "rules": []}""", "unknown-value", "subject")]
    [InlineData(GuardedOperation.PromoteRules, "rules", """{"version": 1, "rules": 5}""", "invalid-rules", "content")]
    [InlineData(GuardedOperation.PromoteLists, "lists", """{"version": 1, "lists": [{"name": "a", "kind": "blok", "entries": []}]}""", "wrong-type", "content.lists[0].kind")]
    [InlineData(GuardedOperation.PromoteLists, "lists", """{"version": 1, "lists": [{"name": "a", "kind": "block", "entries": []}, {"name": "a", "kind": "block", "entries": []}]}""", "duplicate", "content.lists")]
    [InlineData(GuardedOperation.PromoteLists, "lists", """{"version": 1, "lists": [{"name": "a", "kind": "block", "entries": [{"value": "x", "reason": "", "source": "s"}]}]}""", "missing", "content.lists")]
    [InlineData(GuardedOperation.PromotePolicy, "policy", """{"version": 1, "holdCostMinor": -1}""", "out-of-range", "content.holdCostMinor")]
    [InlineData(GuardedOperation.PromotePolicy, "policy", """{"version": 1, "margin": 2}""", "out-of-range", "content.margin")]
    [InlineData(GuardedOperation.PromotePolicy, "policy", """{"version": 1, "marign": 0.1}""", "unknown-member", "content.marign")]
    public async Task A_broken_document_is_refused_with_its_field(GuardedOperation operation, string subject, string content, string code, string field)
        => await HttpCaller.AssertProblemAsync(await http.PostAsync("sofia", "/v1/approvals", Proposed(operation, subject, JsonNode.Parse(content)!)), HttpStatusCode.BadRequest, code, field);

    [Fact]
    public async Task Of_two_changes_to_the_same_version_the_second_fails_and_says_so()
    {
        JsonObject policy = Document("policy");
        string first = await ProposeAsync("mira", Proposed(GuardedOperation.PromotePolicy, "policy", policy, "one"));
        string second = await ProposeAsync("mira", Proposed(GuardedOperation.PromotePolicy, "policy", policy, "two"));
        Assert.Equal("applied", (string)(await http.DoAsync("sofia", $"/v1/approvals/{first}/approve"))["state"]!);
        JsonObject failed = await http.DoAsync("sofia", $"/v1/approvals/{second}/approve");
        Assert.Equal("failed", (string)failed["state"]!);
        Assert.StartsWith("content.version", (string)failed["note"]!, StringComparison.Ordinal);
        Assert.Equal(2, (await app.Get<Rulebook>().GetActiveAsync(default)).Policy);
    }

    [Fact]
    public async Task A_released_hold_is_one_instruction_however_often_it_is_agreed()
    {
        JsonObject proposal = await ValidAsync(GuardedOperation.ReleaseHold);
        await AgreeAsync("ana", "sofia", proposal);
        await AgreeAsync("ben", "sofia", proposal);
        Document kept = Assert.Single((await app.Documents.QueryPartitionAsync(Instructions.Container, "c9", new RangeQuery())).Documents);
        Instruction instruction = Instruction.FromJson(JsonNode.Parse(kept.Body.Span)!["instruction"]!.ToJsonString());
        Assert.Equal(("release~c9~held", InstructionKind.Release, "c9~held", "sofia"), (instruction.Id, instruction.Kind, instruction.DecisionId, instruction.By));
        await HttpCaller.AssertProblemAsync(await http.PostAsync("ana", "/v1/approvals", Proposed(GuardedOperation.ReleaseHold, "c1~t1", new JsonObject())), HttpStatusCode.BadRequest, "not-held", "subject");
        await HttpCaller.AssertProblemAsync(await http.PostAsync("ana", "/v1/approvals", Proposed(GuardedOperation.ReleaseHold, "c1~none", new JsonObject())), HttpStatusCode.BadRequest, "unknown-value", "subject");
    }

    [Fact]
    public async Task A_proposal_is_rejected_by_another_or_taken_back_by_its_maker()
    {
        JsonObject proposal = await ValidAsync(GuardedOperation.PromoteLists);
        string id = await ProposeAsync("ana", proposal);
        Assert.Equal(id, await ProposeAsync("ana", proposal));
        await HttpCaller.AssertProblemAsync(await http.PostAsync("sofia", $"/v1/approvals/{id}/reject", new JsonObject()), HttpStatusCode.BadRequest, "missing", "reason");
        await HttpCaller.AssertProblemAsync(await http.PostAsync("sofia", $"/v1/approvals/{id}/withdraw"), HttpStatusCode.Forbidden, "forbidden");
        JsonObject rejected = await http.DoAsync("sofia", $"/v1/approvals/{id}/reject", new JsonObject { ["reason"] = "too broad" });
        Assert.Equal(("rejected", "too broad"), ((string)rejected["state"]!, (string)rejected["note"]!));
        await HttpCaller.AssertProblemAsync(await http.PostAsync("sofia", $"/v1/approvals/{id}/approve"), HttpStatusCode.Conflict, "already-decided");
        string again = await ProposeAsync("ana", proposal);
        Assert.NotEqual(id, again);
        Assert.Equal("withdrawn", (string)(await http.DoAsync("ana", $"/v1/approvals/{again}/withdraw"))["state"]!);
        await HttpCaller.AssertProblemAsync(await http.PostAsync("sofia", $"/v1/approvals/{again}/approve"), HttpStatusCode.Conflict, "already-decided");
        Assert.Equal(["propose", "withdraw"], (await http.ReadAsync("ana", $"/v1/approvals/{again}"))["history"]!.AsArray().Select(entry => (string)entry!["operation"]!));
        Assert.Equal(1, (await app.Get<Rulebook>().GetActiveAsync(default)).Lists);
    }

    [Fact]
    public async Task Proposals_are_listed_by_state_to_those_who_have_to_do_with_them()
    {
        string lists = await ProposeAsync("ana", await ValidAsync(GuardedOperation.PromoteLists));
        string policy = await ProposeAsync("mira", await ValidAsync(GuardedOperation.PromotePolicy));
        async Task<string[]> SeenAsync(string person, string query) => [.. (await http.ReadAsync(person, "/v1/approvals" + query))["items"]!.AsArray().Select(item => (string)item!["id"]!)];
        Assert.Equal([lists, policy], await SeenAsync("sofia", ""));
        Assert.Equal([policy], await SeenAsync("sofia", "?operation=promotePolicy"));
        Assert.Equal([lists], await SeenAsync("ana", "?state=pending"));
        Assert.Equal([policy], await SeenAsync("mira", ""));
        Assert.Empty(await SeenAsync("carl", ""));
        await HttpCaller.AssertProblemAsync(await http.GetAsync("carl", $"/v1/approvals/{lists}"), HttpStatusCode.NotFound, "not-found");
        await HttpCaller.AssertProblemAsync(await http.GetAsync("ana", "/v1/approvals?state=open"), HttpStatusCode.BadRequest, "unknown-value", "state");
        await HttpCaller.AssertProblemAsync(await http.GetAsync("ana", "/v1/approvals?stat=open"), HttpStatusCode.BadRequest, "unknown-parameter", "stat");
        Assert.NotNull((await http.GetAsync("ana", $"/v1/approvals/{lists}")).Headers.ETag);
    }

    [Theory]
    [InlineData("""{"subject": "x", "content": {}, "reason": "r"}""", "missing", "operation")]
    [InlineData("""{"operation": "promoteEverything", "subject": "x", "content": {}, "reason": "r"}""", "wrong-type", "operation")]
    [InlineData("""{"operation": "promoteLists", "content": {}, "reason": "r"}""", "missing", "subject")]
    [InlineData("""{"operation": "promoteLists", "subject": "lists", "reason": "r"}""", "missing", "content")]
    [InlineData("""{"operation": "promoteLists", "subject": "lists", "content": [], "reason": "r"}""", "wrong-type", "content")]
    [InlineData("""{"operation": "promoteLists", "subject": "lists", "content": {}, "reason": " "}""", "missing", "reason")]
    [InlineData("""{"operation": "promoteLists", "subject": "lists", "content": {}, "reason": "r", "maker": "ana"}""", "unknown-member", "maker")]
    [InlineData("""{"operation": """, "invalid-json", "(body)")]
    [InlineData("null", "wrong-type", "(body)")]
    [InlineData("", "missing", "(body)")]
    public async Task A_proposal_that_is_none_is_refused_with_its_field(string body, string code, string field)
        => await HttpCaller.AssertProblemAsync(await http.SendAsync("sofia", HttpMethod.Post, "/v1/approvals", body), HttpStatusCode.BadRequest, code, field);

    [Fact]
    public async Task The_table_of_guarded_operations_can_be_read()
    {
        JsonArray items = (await http.ReadAsync("carl", "/v1/four-eyes"))["items"]!.AsArray();
        Assert.Equal(Choices<GuardedOperation>.Names, items.Select(item => (string)item!["operation"]!));
        Assert.Equal(["supervisor"], items.Single(item => (string)item!["operation"]! == "suppressAlerts")!["checkers"]!.AsArray().Select(role => (string)role!));
    }
}
