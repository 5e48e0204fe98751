using System.Net;
using System.Text.Json.Nodes;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Policies;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Tests.Flows;

namespace FraudFunctions.Tests.App.Policies;

/// <summary>A bank that leaves near ties to chance for a week, and asks what another policy would have cost.</summary>
public sealed class EstimatePolicyCostTests
{
    private static readonly Policy exploring = new()
    {
        Version = 1,
        ChallengeCostMinor = 30,
        Exploration = new Exploration { Share = .5, GreyZoneMinor = 2_000, BudgetPerDayMinor = 10_000_000, PaymentsPerDay = 1_000, MaxAmountMinor = 10_000_000, Seed = "of the tests" },
    };

    internal static async Task<(AppUnderTest App, IReadOnlyList<Answer> Answers)> ExploredAsync()
    {
        AppUnderTest app = await AppUnderTest.Build().StartAsync();
        await TrainedBank.Instance.MoveIntoAsync(app);
        Rulebook rulebook = app.Get<Rulebook>();
        await rulebook.GetActiveAsync(default);
        JsonNode content = System.Text.Json.JsonSerializer.SerializeToNode(exploring, new System.Text.Json.JsonSerializerOptions(System.Text.Json.JsonSerializerDefaults.Web))!;
        content.AsObject().Remove("bandit");
        Assert.Null(await rulebook.PromoteAsync(RulebookPart.Policy, System.Text.Json.JsonSerializer.SerializeToElement(content), "of-the-test", default));
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync(
            [.. TrainedBank.Instance.NextTransactions.Take(3_000).Select((transaction, i) => new Arrival(transaction, transaction.Time.AddSeconds(2), new EventSource("transactions/0", i)))]);
        LabelArrival[] labels = [.. TrainedBank.Instance.Next.Take(3_000).Where(payment => payment.IsFraud)
            .Select((payment, i) => new LabelArrival(Given.Fraud(payment.Transaction, TimeSpan.FromDays(2)), new EventSource("labels/0", i)))];
        await app.Get<LabelDesk>().RecordAsync(labels, default);
        return (app, answers);
    }

    [Fact]
    public async Task What_another_policy_would_have_cost_is_answered_from_what_chance_has_shown()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await ExploredAsync();
        await using AppUnderTest owned = app;
        using HttpCaller caller = new(app);
        Decision[] chosen = [.. answers.Select(answer => answer.Decision!).Where(decision => decision.Assessment.Choice is not null)];
        Assert.Contains(chosen, decision => decision.Assessment.Outcome != decision.Assessment.Choice!.Greedy);

        // Every one of them, drawn or not, is derived again to the same bytes.
        List<string> faults = [];
        await foreach (string customer in app.Get<CustomerBook>().IdsAsync(default))
            faults.AddRange((await app.Get<VerifyDecisions>().CustomerAsync(customer, [], default)).Faults);
        Assert.Empty(faults);

        JsonObject view = await caller.ReadAsync("ana", "/v1/decisions/" + chosen[0].Id);
        Assert.Equal(chosen[0].Assessment.Choice!.Of(chosen[0].Assessment.Outcome), (double)view["choice"]!["propensity"]!);

        DateTimeOffset from = answers.Min(answer => answer.Decision!.Transaction.Time), until = answers.Max(answer => answer.Decision!.Transaction.Time);
        JsonObject asked = new() { ["from"] = from, ["until"] = until.AddSeconds(1), ["asOf"] = until.AddDays(31), ["maturityDays"] = 30 };
        JsonObject estimate = await caller.DoAsync("mira", "/v1/policies/1/estimate", asked.DeepClone());
        Assert.Equal((3_000, 1, 2), ((int)estimate["decisions"]!, (int)estimate["policy"]!, (int)estimate["pricedBy"]!));
        JsonObject cost = Measure(estimate, "costMinor");
        foreach (string figure in new[] { "asItWas", "ips", "snips", "doublyRobust", "difference" })
            Assert.True((double)cost[figure]!["low"]! <= (double)cost[figure]!["value"]! && (double)cost[figure]!["value"]! <= (double)cost[figure]!["high"]!, figure);
        double hours = answers.Count(answer => answer.Decision!.Assessment.Outcome is Outcome.Review or Outcome.Hold) / 6.0;
        Assert.Equal(hours, (double)Measure(estimate, "reviewHours")["asItWas"]!["value"]!, 3);

        // One at a time goes through all customers; the next is asked to come back.
        using (app.Get<DecisionLog>().TryEnter())
        {
            HttpResponseMessage busy = await caller.PostAsync("mira", "/v1/policies/1/estimate", asked.DeepClone());
            await HttpCaller.AssertProblemAsync(busy, HttpStatusCode.Conflict, "busy");
            Assert.NotNull(busy.Headers.RetryAfter);
            await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/active/learn", asked.DeepClone()), HttpStatusCode.Conflict, "busy");
        }

        // A decision on features of another release says nothing here, and is counted.
        string somebody = chosen[0].Transaction.CustomerId;
        Document document = (await app.Documents.GetAsync(CustomerBook.Container, DecisionDocument.KeyOf(somebody, chosen[0].Transaction.Id)))!;
        byte[] foreign = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(document.Body.Span).Replace(ActiveBasis.Schema.Hash, new string('0', 64), StringComparison.Ordinal));
        await app.Documents.CommitAsync(CustomerBook.Container, new(somebody, [new Write.Replace(document.Key.Id, document.ETag, foreign)]));
        JsonObject less = await caller.DoAsync("mira", "/v1/policies/1/estimate", asked.DeepClone());
        Assert.Equal((2_999, 1), ((int)less["decisions"]!, (int)less["otherReleases"]!));
        await app.Documents.CommitAsync(CustomerBook.Container, new(somebody, [new Write.Upsert(document.Key.Id, document.Body)]));

        // The policy that was active, asked about itself, is what it was but for the luck of the draw.
        JsonObject itself = await caller.DoAsync("sofia", "/v1/policies/active/estimate", asked.DeepClone());
        Assert.Equal(0, (double)itself["overlap"]!["changedShare"]!);

        // Labels of later count for nothing: as of the day before the first, nobody knew of any fraud.
        JsonObject before = asked.DeepClone().AsObject();
        (before["asOf"], before["maturityDays"]) = (until.AddSeconds(1), 0);
        JsonObject blind = await caller.DoAsync("mira", "/v1/policies/1/estimate", before);
        Assert.True((double)Measure(blind, "lossMinor")["asItWas"]!["value"]! < (double)Measure(estimate, "lossMinor")["asItWas"]!["value"]!);
    }

    [Fact]
    public async Task What_the_log_teaches_is_a_policy_that_can_be_estimated_and_proposed()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await ExploredAsync();
        await using AppUnderTest owned = app;
        using HttpCaller caller = new(app);
        DateTimeOffset from = answers.Min(answer => answer.Decision!.Transaction.Time), until = answers.Max(answer => answer.Decision!.Transaction.Time).AddSeconds(1);
        JsonObject asked = new() { ["from"] = from, ["until"] = until, ["asOf"] = until.AddDays(30) };
        JsonObject learning = asked.DeepClone().AsObject();
        learning["features"] = new JsonArray("customer_count_1h");
        JsonObject learned = await caller.DoAsync("mira", "/v1/policies/active/learn", learning);
        Assert.Equal((2, 3_000), ((int)learned["from"]!, (int)learned["decisions"]!));
        Assert.InRange((int)learned["learnedFrom"]!, 2_000, 3_000);
        Assert.Equal(["approve", "challenge", "review"], learned["policy"]!["bandit"]!["outcomes"]!.AsArray().Select(one => (string)one!["outcome"]!));

        asked["policy"] = learned["policy"]!.DeepClone();
        JsonObject estimate = await caller.DoAsync("mira", "/v1/policies/candidate/estimate", asked);
        Assert.True((double)estimate["overlap"]!["changedShare"]! < .5);
        JsonObject proposal = await caller.DoAsync("mira", "/v1/approvals", new JsonObject { ["operation"] = "promotePolicy", ["subject"] = "policy", ["content"] = learned["policy"]!.DeepClone(), ["reason"] = "Learned from the first week" });
        await caller.DoAsync("sofia", $"/v1/approvals/{proposal["id"]}/approve");
        Assert.NotNull((await caller.ReadAsync("mira", "/v1/policies/active"))["policy"]!["bandit"]);

        learning["features"] = new JsonArray("no_such_feature");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/active/learn", learning), HttpStatusCode.BadRequest, "unknown-value", "features[0]");
    }

    [Fact]
    public async Task A_candidate_comes_in_the_body_and_what_is_wrong_is_named()
    {
        await using AppUnderTest app = await AppUnderTest.Build().StartAsync();
        using HttpCaller caller = new(app);
        const string Route = "/v1/policies/candidate/estimate";
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("ana", Route, new JsonObject()), HttpStatusCode.Forbidden, "forbidden");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", Route, new JsonObject()), HttpStatusCode.BadRequest, "missing", "policy");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", Route, new JsonObject { ["polizy"] = 1 }), HttpStatusCode.BadRequest, "unknown-member", "polizy");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", Route, With(new JsonObject { ["version"] = 1, ["revievCost"] = 3 })), HttpStatusCode.BadRequest, "unknown-member", "policy.revievCost");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", Route, With(new JsonObject { ["reviewCostMinor"] = 3 })), HttpStatusCode.BadRequest, "missing", "policy.version");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", Route, With(new JsonObject { ["version"] = 1, ["reviewCostMinor"] = -3 })), HttpStatusCode.BadRequest, "out-of-range", "policy.reviewCostMinor");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", Route, With(new JsonObject { ["version"] = 1, ["exploration"] = new JsonObject { ["share"] = .1 } })), HttpStatusCode.BadRequest, "too-short", "policy.exploration.seed");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", Route, With(new JsonObject { ["version"] = 1 })), HttpStatusCode.Conflict, "no-decisions", "from");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/7/estimate", new JsonObject()), HttpStatusCode.NotFound, "not-found");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/1/estimate", new JsonObject { ["asOf"] = "2100-01-01T00:00:00Z" }), HttpStatusCode.BadRequest, "out-of-range", "asOf");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/1/estimate", new JsonObject { ["until"] = "2026-01-10T00:00:00Z", ["asOf"] = "2026-01-20T00:00:00Z" }), HttpStatusCode.BadRequest, "out-of-range", "until");
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/1/estimate", With(new JsonObject { ["version"] = 1 })), HttpStatusCode.BadRequest, "unexpected", "policy");
    }

    [Theory]
    [InlineData("asOf", "0001-01-01T00:00:00Z")]
    [InlineData("asOf", "1999-12-31T23:59:59Z")]
    [InlineData("asOf", "9999-12-31T23:59:59Z")]
    [InlineData("until", "0001-01-01T00:00:00Z")]
    [InlineData("until", "9999-12-31T23:59:59Z")]
    [InlineData("from", "0001-01-01T00:00:00Z")]
    [InlineData("from", "9999-12-31T23:59:59Z")]
    public async Task A_time_before_our_time_or_in_the_future_is_refused_by_name(string member, string time)
    {
        await using AppUnderTest app = await AppUnderTest.Build().StartAsync();
        using HttpCaller caller = new(app);
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/active/estimate", new JsonObject { [member] = time }), HttpStatusCode.BadRequest, "out-of-range", member);
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/policies/active/learn", new JsonObject { [member] = time }), HttpStatusCode.BadRequest, "out-of-range", member);
    }

    [Fact]
    public async Task Policies_are_listed_and_read_by_their_version()
    {
        await using AppUnderTest app = await AppUnderTest.Build().StartAsync();
        using HttpCaller caller = new(app);
        JsonObject list = await caller.ReadAsync("mira", "/v1/policies");
        JsonObject only = Assert.Single(list["items"]!.AsArray())!.AsObject();
        Assert.Equal((1, true, 0.0), ((int)only["version"]!, (bool)only["active"]!, (double)only["policy"]!["exploration"]!["share"]!));
        Assert.Equal(500, (int)(await caller.ReadAsync("sofia", "/v1/policies/active"))["policy"]!["reviewCostMinor"]!);
        await HttpCaller.AssertProblemAsync(await caller.GetAsync("mira", "/v1/policies/9"), HttpStatusCode.NotFound, "not-found");
        await HttpCaller.AssertProblemAsync(await caller.GetAsync("bank", "/v1/policies"), HttpStatusCode.Forbidden, "forbidden");
    }

    private static JsonObject With(JsonObject policy) => new() { ["policy"] = policy };

    internal static JsonObject Measure(JsonObject estimate, string name) => estimate["measures"]!.AsArray().Single(one => (string)one!["measure"]! == name)!.AsObject();
}
