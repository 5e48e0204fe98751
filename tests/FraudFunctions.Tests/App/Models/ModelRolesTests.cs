using System.Net;
using System.Text.Json.Nodes;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Tests.Flows;

namespace FraudFunctions.Tests.App.Models;

/// <summary>Which model has which role, who may change that, and what is known of each: on SQLite and over real HTTP.</summary>
public sealed class ModelRolesTests : IAsyncLifetime
{
    private AppUnderTest app = null!;
    private HttpCaller http = null!;

    public async ValueTask InitializeAsync()
    {
        app = await AppUnderTest.Build().StartAsync();
        http = new HttpCaller(app);
        await app.Get<ModelRegistry>().RegisterAsync(TrainedBank.Instance.Model.Card, TrainedBank.Instance.Model.Files, default);
        await app.Get<ModelRegistry>().PromoteAsync(SomeModels.First, default);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    private Task<ModelRoles> RolesAsync() => app.Get<ModelRegistry>().GetRolesAsync(default);

    private static JsonObject Because(string reason = "because") => new() { ["reason"] = reason };

    private Task<HttpResponseMessage> ProposeAsync(string model, string? from) => http.PostAsync("mira", "/v1/approvals", new JsonObject
    {
        ["operation"] = "promoteModel",
        ["subject"] = model,
        ["content"] = new JsonObject { ["from"] = from },
        ["reason"] = "it is better",
    });

    private async Task<string> StateAsync(string model) => (string)(await http.ReadAsync("mira", $"/v1/models/{model}"))["state"]!;

    [Fact]
    public async Task Two_people_make_a_model_champion_and_one_takes_it_back()
    {
        string better = await SomeModels.RegisterAsync(app);
        Assert.Equal("passed", await StateAsync(better));
        JsonObject proposal = await HttpCaller.JsonAsync(await ProposeAsync(better, SomeModels.First));
        await HttpCaller.AssertProblemAsync(await http.PostAsync("mira", $"/v1/approvals/{proposal["id"]}/approve"), HttpStatusCode.Forbidden, "four-eyes");
        Assert.Equal("applied", (string)(await http.DoAsync("sofia", $"/v1/approvals/{proposal["id"]}/approve"))["state"]!);
        Assert.Equal((better, SomeModels.First), ((await RolesAsync()).Champion, (await RolesAsync()).Previous));
        Assert.Equal(("champion", "retired"), (await StateAsync(better), await StateAsync(SomeModels.First)));

        JsonObject back = await http.DoAsync("sofia", "/v1/models/rollback", Because("it alerts on everything"));
        Assert.Equal((SomeModels.First, (string?)null), ((string)back["champion"]!, (string?)back["previous"]));
        await HttpCaller.AssertProblemAsync(await http.PostAsync("sofia", "/v1/models/rollback", Because()), HttpStatusCode.Conflict, "nothing-to-roll-back");
        JsonArray history = (await http.ReadAsync("mira", $"/v1/models/{better}"))["history"]!.AsArray();
        Assert.Equal([("roll-back", "sofia", null), ("promote", "sofia", "mira")], history.Select(entry => ((string)entry!["operation"]!, (string)entry["actor"]!, (string?)entry["maker"])));
    }

    [Fact]
    public async Task What_may_not_decide_cannot_be_proposed()
    {
        string failed = await SomeModels.RegisterAsync(app, passed: false, seed: 1), raw = await SomeModels.RegisterAsync(app, passed: null, seed: 2);
        string foreign = await SomeModels.RegisterAsync(app, card => card with { SchemaHash = new string('0', 64) }, seed: 3), good = await SomeModels.RegisterAsync(app, seed: 4);
        await HttpCaller.AssertProblemAsync(await ProposeAsync(failed, SomeModels.First), HttpStatusCode.BadRequest, "gates-failed", "subject");
        await HttpCaller.AssertProblemAsync(await ProposeAsync(raw, SomeModels.First), HttpStatusCode.BadRequest, "not-gated", "subject");
        await HttpCaller.AssertProblemAsync(await ProposeAsync(foreign, SomeModels.First), HttpStatusCode.BadRequest, "other-schema", "subject");
        await HttpCaller.AssertProblemAsync(await ProposeAsync("nobody", SomeModels.First), HttpStatusCode.BadRequest, "not-found", "subject");
        await HttpCaller.AssertProblemAsync(await ProposeAsync(SomeModels.First, SomeModels.First), HttpStatusCode.BadRequest, "is-champion", "subject");
        await HttpCaller.AssertProblemAsync(await ProposeAsync(good, null), HttpStatusCode.BadRequest, "outdated", "content.from");
    }

    [Fact]
    public async Task A_promotion_that_was_compared_with_another_champion_fails()
    {
        string one = await SomeModels.RegisterAsync(app, seed: 1), other = await SomeModels.RegisterAsync(app, seed: 2);
        JsonObject first = await HttpCaller.JsonAsync(await ProposeAsync(one, SomeModels.First)), second = await HttpCaller.JsonAsync(await ProposeAsync(other, SomeModels.First));
        await http.DoAsync("sofia", $"/v1/approvals/{first["id"]}/approve");
        Assert.Equal("failed", (string)(await http.DoAsync("sofia", $"/v1/approvals/{second["id"]}/approve"))["state"]!);
        Assert.Equal(one, (await RolesAsync()).Champion);
    }

    [Fact]
    public async Task Gates_that_were_held_against_another_champion_or_a_shadow_that_was_not_stood_stand_in_the_way()
    {
        string model = await SomeModels.RegisterAsync(app);
        ModelFindings findings = app.Get<ModelFindings>();
        foreach ((string? champion, int hours) in new[] { ((string?)null, 1), ("another", 2) })
        {
            await findings.KeepAsync(SomeModels.Report(model, passed: true, champion) with { At = Given.Morning.AddHours(hours) }, default);
            await HttpCaller.AssertProblemAsync(await ProposeAsync(model, SomeModels.First), HttpStatusCode.BadRequest, "other-champion", "subject");
        }
        await findings.KeepAsync(SomeModels.Report(model, passed: true, SomeModels.First) with { At = Given.Morning.AddHours(3) }, default);
        await findings.KeepAsync(new ShadowReport(model, SomeModels.First, Given.Morning, Given.Morning.AddDays(1), 9, SomeModels.Report(model, passed: false, null).Results), default);
        await HttpCaller.AssertProblemAsync(await ProposeAsync(model, SomeModels.First), HttpStatusCode.BadRequest, "shadow-failed", "subject");
        await findings.KeepAsync(new ShadowReport(model, SomeModels.First, Given.Morning, Given.Morning.AddDays(1), 9, []), default);
        Assert.Equal(HttpStatusCode.Created, (await ProposeAsync(model, SomeModels.First)).StatusCode);
    }

    [Fact]
    public async Task A_model_that_this_release_cannot_run_does_not_come_back()
    {
        RoleBook roles = app.Get<RoleBook>();
        string foreign = await SomeModels.RegisterAsync(app, card => card with { SchemaHash = new string('0', 64) });
        foreach ((string previous, string code) in new[] { (foreign, "other-schema"), ("nobody", "not-found") })
        {
            // Promoted by the release before.
            ModelRoles now = await RolesAsync() with { Previous = previous };
            await app.Documents.CommitAsync(ModelRegistry.Container, new(ModelRoles.Partition, [new Write.Upsert("roles", now.ToJson(), ModelRoles.Index)]), default);
            await HttpCaller.AssertProblemAsync(await http.PostAsync("sofia", "/v1/models/rollback", Because()), HttpStatusCode.Conflict, code);
            Assert.Equal(code, (await roles.RollBackAsync(now.Term, $"guard~{previous}", new Act(RoleBook.Guard, "roll-back"), default))!.Code);
            Assert.Equal((SomeModels.First, false), ((await RolesAsync()).Champion, (await RolesAsync()).RolledBack));
        }
        await app.Get<ModelRegistry>().PromoteAsync(foreign, default);
        await app.Get<ModelRegistry>().PromoteAsync(SomeModels.First, default);
        Assert.Null((await RolesAsync()).Previous);
    }

    [Fact]
    public async Task The_shadow_takes_one_model_until_it_is_stopped()
    {
        string one = await SomeModels.RegisterAsync(app, seed: 1), other = await SomeModels.RegisterAsync(app, passed: null, seed: 2), failed = await SomeModels.RegisterAsync(app, passed: false, seed: 3);
        await http.DoAsync("mira", $"/v1/models/{one}/shadow", Because());
        Assert.Equal("shadow", await StateAsync(one));
        await HttpCaller.AssertProblemAsync(await http.PostAsync("mira", $"/v1/models/{other}/shadow", Because()), HttpStatusCode.Conflict, "shadow-taken");
        await HttpCaller.AssertProblemAsync(await http.PostAsync("mira", $"/v1/models/{failed}/shadow", Because()), HttpStatusCode.Conflict, "gates-failed");
        await HttpCaller.AssertProblemAsync(await http.PostAsync("mira", $"/v1/models/{SomeModels.First}/shadow", Because()), HttpStatusCode.Conflict, "is-champion");
        await HttpCaller.AssertProblemAsync(await http.PostAsync("sofia", $"/v1/models/{other}/shadow", Because()), HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync("sofia", HttpMethod.Delete, $"/v1/models/{one}/shadow", null)).StatusCode);
        await http.DoAsync("mira", $"/v1/models/{other}/shadow", Because());
        Assert.Equal(other, (await RolesAsync()).Shadow);
    }

    [Fact]
    public async Task The_inventory_pages_and_is_for_those_who_answer_for_models()
    {
        for (int i = 0; i < 3; i++)
            await SomeModels.RegisterAsync(app, passed: i == 0 ? null : i == 1, seed: i);
        JsonObject page = await http.ReadAsync("mira", "/v1/models?limit=3");
        JsonObject rest = await http.ReadAsync("sofia", $"/v1/models?limit=3&after={page["next"]}");
        Assert.Equal(["champion", "failed", "passed", "registered"], page["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(line => (string)line!["state"]!).Order());
        JsonObject card = await http.ReadAsync("mira", $"/v1/models/{SomeModels.First}");
        Assert.Equal(("mira", "fraud"), ((string)card["owner"]!, ((string)card["card"]!["purpose"]!).ToLowerInvariant()));
        Assert.NotEmpty(card["limits"]!.AsArray());
        foreach (string person in new[] { "ana", "carl", "sam", "bank" })
            await HttpCaller.AssertProblemAsync(await http.GetAsync(person, "/v1/models"), HttpStatusCode.Forbidden, "forbidden");
        await HttpCaller.AssertProblemAsync(await http.GetAsync("mira", "/v1/models?state=champion"), HttpStatusCode.BadRequest, "unknown-parameter", "state");
        await HttpCaller.AssertProblemAsync(await http.GetAsync("mira", "/v1/models/nobody"), HttpStatusCode.NotFound, "not-found");
        await HttpCaller.AssertProblemAsync(await http.PostAsync("mira", "/v1/models/rollback", new JsonObject()), HttpStatusCode.BadRequest, "missing", "reason");
    }

    [Fact]
    public async Task However_much_has_happened_since_a_model_knows_its_own_promotion()
    {
        for (int i = 0; i < 1_010; i++)
            await app.Get<RoleBook>().NoteAsync($"n{i}", new Act("test", "note", "something else", "something else"), default);
        JsonArray history = (await http.ReadAsync("mira", $"/v1/models/{SomeModels.First}"))["history"]!.AsArray();
        Assert.Equal("promote", (string)Assert.Single(history)!["operation"]!);
    }

    [Fact]
    public async Task An_operation_has_its_effect_once_and_the_audit_holds()
    {
        RoleBook roles = app.Get<RoleBook>();
        string other = await SomeModels.RegisterAsync(app);
        FieldProblem?[] problems = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => roles.PromoteAsync(other, SomeModels.First, "p1", new Act("test", "promote"), default)));
        Assert.All(problems, Assert.Null);
        Assert.Equal(2, (await RolesAsync()).Term);
        // The guard's operation comes again after somebody has promoted anew: that term is not the one it meant.
        Assert.Null(await roles.RollBackAsync(2, "guard~2", new Act(RoleBook.Guard, "roll-back"), default));
        Assert.Null(await roles.PromoteAsync(other, SomeModels.First, "p2", new Act("test", "promote"), default));
        Assert.Null(await roles.RollBackAsync(2, "guard~2", new Act(RoleBook.Guard, "roll-back"), default));
        Assert.Equal("outdated", (await roles.RollBackAsync(2, "another", new Act(RoleBook.Guard, "roll-back"), default))!.Code);
        Assert.Equal(other, (await RolesAsync()).Champion);
        Document[] entries = [.. (await app.Documents.QueryPartitionAsync(ModelRegistry.Container, ModelRoles.Partition, Audit.Of(ModelRoles.Partition))).Documents];
        Assert.Equal(["promote", "promote", "roll-back", "promote"], entries.Select(entry => AuditEntry.FromJson(entry.Body).Operation));
        Assert.Null(Audit.FindBreak(ModelRoles.Partition, (await RolesAsync()).Audit, entries));
    }
}
