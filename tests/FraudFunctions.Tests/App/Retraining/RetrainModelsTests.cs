using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Retraining;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Learning.Training;
using FraudFunctions.Tests.App.Models;
using FraudFunctions.Tests.Flows;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.App.Retraining;

/// <summary>Retraining from the app's own decisions and labels to a new champion, and what stands in its way.</summary>
public sealed class RetrainModelsTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private async Task<JsonObject> UntilAsync(HttpCaller http, Predicate<JsonObject> there, string what)
    {
        Stopwatch watch = Stopwatch.StartNew();
        string last = "";
        while (watch.Elapsed < TimeSpan.FromMinutes(2))
        {
            HttpResponseMessage answer = await http.GetAsync("mira", "/v1/models/retraining");
            if (answer.IsSuccessStatusCode)
            {
                JsonObject run = await HttpCaller.JsonAsync(answer);
                if (run.ToJsonString() is var text && text != last)
                    output.WriteLine($"{watch.Elapsed.TotalSeconds:F1} s: {(string?)run["step"] ?? text}");
                last = run.ToJsonString();
                if (there(run))
                    return run;
                Assert.True((string)run["status"]! != "failed", last);
            }
            await Task.Delay(50);
        }
        throw new TimeoutException($"Never {what}: {last}");
    }

    private Task<JsonObject> EndAsync(HttpCaller http) => UntilAsync(http, run => run["ended"] is not null, "ended");

    [Fact]
    public async Task A_challenger_is_trained_gated_tried_across_a_restart_and_promoted_by_a_person_and_a_worse_one_never()
    {
        LabelledBank bank = await LabelledBank.Instance;
        bank.CopyTo(folder.Path);
        int falls = 0;
        Recipe good = Recipes.Boosted("good", LabelledBank.Options, LabelledBank.Good, .3);
        Recipes recipes = new(
        [
            // The first attempt dies when it has trained: the second must come to the same model.
            new Recipe("good", (table, at) => falls++ == 0 && good.Train(table, at) is not null ? throw new IOException("away") : good.Train(table, at)),
            new Recipe("shuffled", LabelledBank.TrainShuffled),
        ]);
        string champion;
        await using (AppUnderTest before = await LabelledBank.App(folder.Path, recipes).StartAsync())
        {
            using HttpCaller http = new(before);
            champion = (await before.Get<ModelRegistry>().GetRolesAsync(default)).Champion!;
            HttpResponseMessage started = await http.PostAsync("mira", "/v1/models/retraining");
            Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
            await HttpCaller.AssertProblemAsync(await http.PostAsync("mira", "/v1/models/retraining"), HttpStatusCode.Conflict, "already-running");
            await UntilAsync(http, run => ((string?)run["step"] ?? "").Contains("in the shadow", StringComparison.Ordinal) || run["ended"] is not null, "in the shadow");
        }
        await using AppUnderTest app = await LabelledBank.App(folder.Path, recipes).StartAsync();
        using HttpCaller caller = new(app);
        await app.Events.AppendAsync(Topics.Transactions, [.. bank.Next.Select(transaction => new NewEvent(Given.Bytes(transaction), transaction.CustomerId))]);
        JsonObject ended = (await EndAsync(caller))["ended"]!.AsObject();
        Assert.Equal(("proposed", 2), ((string)ended["ended"]!, falls));
        JsonObject[] challengers = [.. ended["challengers"]!.AsArray().Select(one => one!.AsObject())];
        string better = (string)ended["chosen"]!, shuffled = (string)challengers[1]["model"]!;
        Assert.Equal([("good", true), ("shuffled", false)], challengers.Select(one => ((string)one["recipe"]!, (bool)one["passed"]!)));
        Assert.Contains("gain", challengers[1]["failed"]!.AsArray().Select(gate => (string)gate!));

        JsonObject worse = await caller.ReadAsync("mira", $"/v1/models/{shuffled}");
        output.WriteLine(string.Join("\n", worse["gates"]!["results"]!.AsArray().Select(result => (string)result!["sentence"]!)));
        Assert.Equal("failed", (string)worse["state"]!);
        JsonObject proposal = new() { ["operation"] = "promoteModel", ["subject"] = shuffled, ["content"] = new JsonObject { ["from"] = champion }, ["reason"] = "in spite" };
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", "/v1/approvals", proposal), HttpStatusCode.BadRequest, "gates-failed", "subject");

        string id = (string)ended["proposal"]!;
        JsonObject filed = await caller.ReadAsync("mira", $"/v1/approvals/{id}");
        Assert.Equal(("retraining", "mira"), ((string)filed["maker"]!, (string)filed["onBehalfOf"]!));
        // Whoever has started it wanted it: another person has to agree.
        await HttpCaller.AssertProblemAsync(await caller.PostAsync("mira", $"/v1/approvals/{id}/approve"), HttpStatusCode.Forbidden, "four-eyes");
        await caller.DoAsync("sofia", $"/v1/approvals/{id}/approve");
        ModelRoles roles = await app.Get<ModelRegistry>().GetRolesAsync(default);
        Assert.Equal((better, champion, null), (roles.Champion, roles.Previous, roles.Shadow));
        JsonObject card = await caller.ReadAsync("mira", $"/v1/models/{better}");
        output.WriteLine(string.Join("\n", card["gates"]!["results"]!.AsArray().Concat(card["shadow"]!["results"]!.AsArray()).Select(result => (string)result!["sentence"]!)));
        Assert.Equal(["promote", "start-shadow", "gate", "register"], card["history"]!.AsArray().Where(entry => (string?)entry!["reason"] is null || !((string?)entry["new"] ?? "").Contains(shuffled, StringComparison.Ordinal)).Select(entry => (string)entry!["operation"]!));
        Assert.Equal(ActiveBasis.Schema.Width, card["reference"]!["columns"]!.AsArray().Count);
        Assert.True((int)card["shadow"]!["decisions"]! >= 300);
    }

    [Fact]
    public async Task A_poisoned_batch_of_labels_is_not_learned_from()
    {
        LabelledBank bank = await LabelledBank.Instance;
        bank.CopyTo(folder.Path);
        await using AppUnderTest app = await LabelledBank.App(folder.Path, new Recipes([])).StartAsync();
        using HttpCaller http = new(app);
        TrainingSnapshot snapshot = await LabelledBank.SnapshotAsync(app);
        SnapshotRow[] genuine = [.. snapshot.Rows.Where(row => row.Words.Count == 0 && row.Time < snapshot.At.AddDays(-3)).Where((_, i) => i % 20 == 0)];
        await app.Get<LabelDesk>().RecordAsync(
        [
            .. genuine.Select((row, i) => new LabelArrival(new Label
            {
                TransactionId = row.TransactionId,
                CustomerId = row.CustomerId,
                Verdict = Verdict.Fraud,
                EventTime = row.Time,
                KnownTime = snapshot.At.AddHours(-5),
                Source = LabelSource.Analyst,
            }, new EventSource("labels/7", i))),
        ]);
        await http.DoAsync("mira", "/v1/models/retraining");
        string why = (string)(await EndAsync(http))["ended"]!["ended"]!;
        output.WriteLine($"{genuine.Length} labels: {why}");
        Assert.StartsWith("the newest labels are not to be learned from", why, StringComparison.Ordinal);
        Assert.Contains("The day with most fraud labels", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_said_of_a_time_in_the_shadow_is_said_again()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await TrainedBank.Instance.MoveIntoAsync(app);
        string other = await SomeModels.RegisterAsync(app);
        RoleBook roles = app.Get<RoleBook>();
        Assert.Null(await roles.StartShadowAsync(other, null, new Act(RoleBook.Retraining, "start-shadow"), default));
        DateTimeOffset since = (await roles.GetAsync(default)).ShadowSince!.Value;
        SnapshotTaken snapshot = new() { File = "", Hash = "", Rows = 0, Frauds = 0, At = since, TestFrom = since, TestUntil = since, Champion = SomeModels.First, Recipes = [], Problem = null };
        ShadowOrder order = new(new RetrainingRun(1, "mira", since), snapshot, other, since);
        EvaluateShadow evaluate = ActivatorUtilities.CreateInstance<EvaluateShadow>(app.Get<IServiceProvider>());
        Shadowed first = await evaluate.Run(order, default);
        ShadowReport report = (await app.Get<ModelFindings>().GetShadowAsync(other, default))!;
        Assert.Equal((false, since, null), (first.Passed, report.Since, (await roles.GetAsync(default)).Shadow));
        Assert.Equal(first, await evaluate.Run(order, default));
        Assert.Equal((report.Since, report.Until), ((await app.Get<ModelFindings>().GetShadowAsync(other, default))!.Since, (await app.Get<ModelFindings>().GetShadowAsync(other, default))!.Until));
    }

    [Fact]
    public async Task Too_little_to_learn_from_ends_with_the_reason()
    {
        await using AppUnderTest app = await AppUnderTest.Build().StartAsync();
        using HttpCaller http = new(app);
        await HttpCaller.AssertProblemAsync(await http.GetAsync("mira", "/v1/models/retraining"), HttpStatusCode.NotFound, "not-found");
        await HttpCaller.AssertProblemAsync(await http.PostAsync("sofia", "/v1/models/retraining"), HttpStatusCode.Forbidden, "forbidden");
        await http.DoAsync("mira", "/v1/models/retraining");
        Assert.Equal("there are no decisions to learn from", (string)(await EndAsync(http))["ended"]!["ended"]!);
        await http.SendAsync("bank", HttpMethod.Post, "/v1/decisions", Given.Json(Given.Payment()));
        await http.DoAsync("mira", "/v1/models/retraining");
        JsonObject second = await UntilAsync(http, run => (string)run["instance"]! == "retraining~2" && run["ended"] is not null, "ended");
        Assert.StartsWith("the history is too short", (string)second["ended"]!["ended"]!, StringComparison.Ordinal);
    }
}
