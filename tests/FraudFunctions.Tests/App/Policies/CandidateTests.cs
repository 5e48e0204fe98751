using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.App.Policies;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Tests.App.Models;
using FraudFunctions.Tests.Flows;

namespace FraudFunctions.Tests.App.Policies;

/// <summary>Rules and models are priced from the log before they decide anything, as far as it can say so.</summary>
public sealed class CandidateTests
{
    [Fact]
    public async Task A_rule_and_a_model_are_priced_before_they_decide_anything()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await EstimatePolicyCostTests.ExploredAsync();
        await using AppUnderTest owned = app;
        using HttpCaller caller = new(app);
        JsonObject asked = new() { ["from"] = answers.Min(answer => answer.Decision!.Transaction.Time), ["until"] = answers.Max(answer => answer.Decision!.Transaction.Time).AddSeconds(1) };
        asked["asOf"] = asked["until"]!.GetValue<DateTimeOffset>().AddDays(31);
        async Task<JsonObject> EstimateAsync(string member, JsonNode value)
        {
            JsonObject body = asked.DeepClone().AsObject();
            body[member] = value;
            return await caller.DoAsync("mira", "/v1/policies/active/estimate", body);
        }
        JsonNode rules = JsonNode.Parse("""{"rules": [{"id": "new", "code": "LISTED", "text": "…", "status": "live", "atLeast": "challenge", "when": {"field": "channel", "in": ["online", "app"]}}]}""")!;
        JsonObject ruled = await EstimateAsync("rules", rules.DeepClone());
        // What came from afar and had a chance of approval has none now.
        Decision[] afar = [.. answers.Select(answer => answer.Decision!).Where(decision => decision.Transaction.Channel is Channel.Online or Channel.App)];
        double approved = afar.Sum(decision => decision.Assessment.Choice?.Of(Outcome.Approve) ?? (decision.Assessment.Outcome == Outcome.Approve ? 1 : 0));
        Assert.InRange((double)ruled["overlap"]!["changedShare"]!, approved / 3_000 - .0001, afar.Length / 3_000.0);
        Assert.True((double)EstimatePolicyCostTests.Measure(ruled, "challenges")["difference"]!["low"]! > 0);
        rules["rules"]![0]!["status"] = "shadow";
        Assert.Equal(0, (double)(await EstimateAsync("rules", rules.DeepClone()))["overlap"]!["changedShare"]!);

        string champion = TrainedBank.Instance.Model.Card.Id;
        JsonObject same = await EstimateAsync("model", champion);
        Assert.Equal((0, 3_000, 0), ((double)same["overlap"]!["changedShare"]!, (int)same["decisions"]!, (int)same["unscored"]!));
        // Twenty to one that whatever comes is fraud, by a model with the champion's memory: it can be asked again.
        string fearful = await SomeModels.RegisterAsync(app, card => card with { Blend = new Blend(3, 0, 0, 0), Calibration = new Uncalibrated() });
        JsonObject feared = await EstimateAsync("model", fearful);
        Assert.Equal((3_000, 0), ((int)feared["decisions"]!, (int)feared["unscored"]!));
        Assert.InRange((double)feared["overlap"]!["changedShare"]!, .5, 1);

        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/active/estimate", new JsonObject { ["model"] = "nobody" }), HttpStatusCode.BadRequest, "not-found", "model");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/active/estimate", new JsonObject { ["rules"] = 5 }), HttpStatusCode.BadRequest, "wrong-type", "rules");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/active/estimate", new JsonObject { ["rules"] = new JsonObject() }), HttpStatusCode.BadRequest, "invalid-rules", "rules");
    }

    [Fact]
    public async Task A_model_that_remembers_customers_says_nothing_of_decisions_it_has_not_seen()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await EstimatePolicyCostTests.ExploredAsync();
        await using AppUnderTest owned = app;
        string other = await SomeModels.RegisterAsync(app);
        Candidate candidate = new(Rulebook.DefaultPolicy, Model: await app.Get<ModelRegistry>().LoadAsync(other, default));
        Decision decision = answers[^1].Decision!;
        Assert.NotNull(decision.Memory);
        Assert.Equal(decision.Assessment.Probability, candidate.See(decision, [], ListSet.Empty)!.Value.Probability);
        Decision forgotten = decision with { Memory = null };
        Assert.Null(candidate.See(forgotten, [], ListSet.Empty));
        ShadowOpinion then = new(other, .25, Outcome.Review);
        Assert.Equal(.25, candidate.See(forgotten with { Assessment = decision.Assessment with { Shadow = then } }, [], ListSet.Empty)!.Value.Probability);
    }

    [Fact]
    public async Task An_estimate_from_what_is_no_sample_is_refused_and_what_flatters_is_told()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await EstimatePolicyCostTests.ExploredAsync();
        await using AppUnderTest owned = app;
        using HttpCaller caller = new(app);
        JsonObject asked = new() { ["from"] = answers.Min(answer => answer.Decision!.Transaction.Time), ["until"] = answers.Max(answer => answer.Decision!.Transaction.Time).AddSeconds(1) };
        asked["asOf"] = asked["until"]!.GetValue<DateTimeOffset>().AddDays(31);
        // Infinity less infinity is no probability, and no approval of everything either.
        asked["model"] = await SomeModels.RegisterAsync(app, card => card with { Blend = new Blend(0, 1e308, 1e308, 0) });
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/active/estimate", asked.DeepClone()), HttpStatusCode.Conflict, "not-scored", "model");
        asked["model"] = await SomeModels.RegisterAsync(app, card => card with { CreatedAt = asked["from"]!.GetValue<DateTimeOffset>().AddDays(1) }, seed: 1);
        JsonObject flattered = await caller.DoAsync("mira", "/v1/policies/active/estimate", asked.DeepClone());
        Assert.Contains("seen", flattered["warnings"]!.AsArray().Select(warning => (string)warning!["code"]!));
    }

    [Fact]
    public async Task A_list_of_today_is_not_read_into_the_past()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await EstimatePolicyCostTests.ExploredAsync();
        await using AppUnderTest owned = app;
        using HttpCaller caller = new(app);
        string merchant = answers.Select(answer => answer.Decision!.Transaction.Merchant?.Id).OfType<string>().GroupBy(id => id).MaxBy(same => same.Count())!.Key;
        JsonObject lists = new() { ["version"] = 1, ["lists"] = new JsonArray(new JsonObject { ["name"] = "blocked-merchants", ["kind"] = "block", ["entries"] = new JsonArray(new JsonObject { ["value"] = merchant, ["reason"] = "frauds reported afterwards", ["source"] = "ana" }) }) };
        Assert.Null(await app.Get<Rulebook>().PromoteAsync(RulebookPart.Lists, JsonSerializer.SerializeToElement(lists), "of-the-test", default));
        JsonObject asked = new() { ["from"] = answers.Min(answer => answer.Decision!.Transaction.Time), ["until"] = answers.Max(answer => answer.Decision!.Transaction.Time).AddSeconds(1) };
        asked["asOf"] = asked["until"]!.GetValue<DateTimeOffset>().AddDays(31);
        Rule own = Rulebook.DefaultRules(ActiveBasis.Schema).Rules.Single(rule => rule.Id == "blocked-merchant");
        asked["rules"] = new JsonObject { ["rules"] = new JsonArray(new JsonObject { ["id"] = own.Id, ["code"] = own.Code, ["text"] = own.Text, ["status"] = "live", ["atLeast"] = "decline", ["when"] = new JsonObject { ["field"] = "merchant.id", ["onList"] = "blocked-merchants" } }) };
        Assert.Equal(0, (double)(await caller.DoAsync("mira", "/v1/policies/active/estimate", asked))["overlap"]!["changedShare"]!);
    }

    [Theory]
    [InlineData("{\"rules\": {\"rules\": [{\"id\": \"\\ud800\"}]}}", "invalid-rules", "rules")]
    [InlineData("{\"rules\": {\"rules\": [{\"id\": \"a\", \"code\": \"A\", \"text\": \"a\", \"atLeast\": \"hold\", \"when\": {\"field\": \"ip\", \"onList\": null}}]}}", "invalid-rules", "rules")]
    [InlineData("{\"rules\": {\"\\ud800\": []}}", "invalid-rules", "rules")]
    public async Task Rules_that_nobody_can_read_are_refused(string body, string code, string field)
    {
        await using AppUnderTest app = await AppUnderTest.Build().StartAsync();
        using HttpCaller caller = new(app);
        await HttpCaller.AssertProblemAsync(await caller.SendAsync("mira", HttpMethod.Post, "/v1/policies/active/estimate", body), HttpStatusCode.BadRequest, code, field);
    }
}
