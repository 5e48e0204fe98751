using System.Net;
using System.Text.Json.Nodes;
using FraudFunctions.App.Challenges;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Labels;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Tests.App.Challenges;

/// <summary>A challenge from the payment to its end, over the running app.</summary>
public sealed class StepUpTests
{
    [Fact]
    public async Task A_customer_who_gives_the_code_gets_the_payment_released()
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync();
        string code = await app.AskedAsync();
        await ChallengeApp.AssertOkAsync(await app.CodeAsync(code), "passed");
        Assert.Equal(ChallengeState.Passed, (await app.EndAsync()).ReadOutputAs<ChallengeState>());

        Instruction release = Assert.Single(await app.InstructionsAsync());
        Assert.Equal((InstructionKind.Release, "c1~t1", "release~c1~t1"), (release.Kind, release.DecisionId, release.Id));
        Assert.Equal(["ask", "answer", "conclude"], await app.OperationsAsync());
        Assert.Null((await app.MessageAsync()).Code);
        await HttpCaller.AssertProblemAsync(await app.CodeAsync(code), HttpStatusCode.Conflict, "already-answered");
        await HttpCaller.AssertProblemAsync(await app.DenyAsync(), HttpStatusCode.Conflict, "already-answered");
    }

    [Fact]
    public async Task A_customer_who_says_no_gets_the_payment_blocked()
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync();
        await app.AskedAsync();
        await ChallengeApp.AssertOkAsync(await app.DenyAsync(), "denied");
        await app.EndAsync();
        Assert.Equal(InstructionKind.Block, Assert.Single(await app.InstructionsAsync()).Kind);
    }

    [Fact]
    public async Task Three_wrong_codes_are_the_end_of_it()
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync();
        string code = await app.AskedAsync();
        string wrong = ChallengeApp.NotThe(code);
        for (int left = 2; left > 0; left--)
        {
            HttpResponseMessage response = await app.CodeAsync(wrong);
            Assert.Equal(left, (int)(await HttpCaller.JsonAsync(response))["attemptsLeft"]!);
            await HttpCaller.AssertProblemAsync(await app.CodeAsync("12345"), HttpStatusCode.BadRequest, "malformed", "code");
        }
        await HttpCaller.AssertProblemAsync(await app.CodeAsync(wrong), HttpStatusCode.Conflict, "too-many-attempts");
        await HttpCaller.AssertProblemAsync(await app.CodeAsync(code), HttpStatusCode.Conflict, "too-many-attempts");
        await app.EndAsync();
        Assert.Equal(InstructionKind.Block, Assert.Single(await app.InstructionsAsync()).Kind);
        Assert.Empty(await app.App.Get<ChallengeLabels>().DueAsync(default));
    }

    [Fact]
    public async Task Twenty_guesses_at_once_are_three_attempts()
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync();
        string wrong = ChallengeApp.NotThe(await app.AskedAsync());
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.CodeAsync(wrong)));
        Assert.Equal(2, responses.Count(response => response.StatusCode == HttpStatusCode.UnprocessableEntity));
        Assert.Equal(18, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(3, (await app.UntilAsync("c1~t1", ChallengeState.Failed)).WrongCodes);
        await app.EndAsync();
        Assert.Equal(["ask", "wrong-code", "wrong-code", "wrong-code", "conclude"], await app.OperationsAsync());
    }

    [Fact]
    public async Task A_customer_who_does_not_answer_in_time_leaves_the_payment_undone()
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync(settings: "--Challenges:ExpirySeconds=2");
        string code = await app.AskedAsync();
        Assert.Equal(ChallengeState.Expired, (await app.EndAsync()).ReadOutputAs<ChallengeState>());
        await HttpCaller.AssertProblemAsync(await app.CodeAsync(code), HttpStatusCode.Conflict, "expired");
        await HttpCaller.AssertProblemAsync(await app.DenyAsync(), HttpStatusCode.Conflict, "expired");
        Assert.Empty(await app.InstructionsAsync());
        Assert.Empty(await app.App.Get<ChallengeLabels>().DueAsync(default));
        Assert.Null((await app.MessageAsync()).Code);
    }

    [Fact]
    public async Task A_decision_that_comes_again_is_asked_about_once()
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync();
        string code = await app.AskedAsync();
        DecisionMade again = Alerts.Made.Decision("t1");
        byte[] text = System.Text.Encoding.UTF8.GetBytes(again.ToJson());
        await app.App.Events.AppendAsync(Topics.Decisions, [new NewEvent(text, null), new NewEvent(text, null)]);
        await app.App.Runtime.DrainAsync(default);
        Assert.Equal(code, (await app.MessageAsync()).Code);
        await ChallengeApp.AssertOkAsync(await app.CodeAsync(code), "passed");
        await app.EndAsync();
        await app.App.Events.AppendAsync(Topics.Decisions, new NewEvent(text, null));
        await app.App.Runtime.DrainAsync(default);
        Assert.Equal(["ask", "answer", "conclude"], await app.OperationsAsync());
        Assert.Single(await app.InstructionsAsync());
    }

    [Fact]
    public async Task A_step_up_that_came_to_grief_is_taken_up_by_the_decision_that_comes_again()
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync();
        string code = await app.AskedAsync();
        await app.App.Get<DurableTaskClient>().TerminateInstanceAsync(StepUp.InstanceOf("c1~t1"), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.EndAsync()).RuntimeStatus);
        await ChallengeApp.AssertOkAsync(await app.CodeAsync(code), "passed");
        Assert.Empty(await app.InstructionsAsync());

        await app.App.Events.AppendAsync(Topics.Decisions, new NewEvent(System.Text.Encoding.UTF8.GetBytes(Alerts.Made.Decision("t1").ToJson()), null));
        await app.UntilAsync("c1~t1", ChallengeState.Passed, concluded: true);
        Assert.Equal(ChallengeState.Passed, (await app.EndAsync()).ReadOutputAs<ChallengeState>());
        Assert.Equal("release~c1~t1", Assert.Single(await app.InstructionsAsync()).Id);
    }

    [Fact]
    public void A_release_is_tried_for_as_long_as_it_takes()
        => Assert.Equal((int.MaxValue, TimeSpan.FromMinutes(10)), (StepUp.Patience.MaxNumberOfAttempts, StepUp.Patience.MaxRetryInterval));

    [Fact]
    public async Task Nobody_is_asked_about_a_payment_of_long_ago()
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync(settings: "--Challenges:MaxAgeMinutes=60");
        await app.SendAsync(ChallengeApp.Large());
        await app.UntilAsync("c1~t1", ChallengeState.NotAsked);
        Assert.Equal(0, app.App.Sqlite.Count("challenges", Notification.Prefix));
        Assert.Null(await app.App.Get<DurableTaskClient>().GetInstanceAsync(StepUp.InstanceOf("c1~t1")));
        await HttpCaller.AssertProblemAsync(await app.DenyAsync(), HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData(true, Verdict.Genuine)]
    [InlineData(false, Verdict.Fraud)]
    public async Task What_the_customer_said_reaches_the_ledger_and_is_sent_no_more(bool passes, Verdict verdict)
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync();
        string code = await app.AskedAsync();
        Assert.True((passes ? await app.CodeAsync(code) : await app.DenyAsync()).IsSuccessStatusCode);
        await app.EndAsync();
        // The timer may have been here already: what it sent is then on its way, and due until it has arrived.
        foreach (string label in await new SendChallengeLabels(app.App.Get<ChallengeLabels>()).Run(null!, default))
            await app.App.Events.AppendAsync(Topics.Labels, new NewEvent(System.Text.Encoding.UTF8.GetBytes(label), "c1"));
        await app.App.Runtime.DrainAsync(default);
        Document entry = Assert.Single((await app.App.Documents.QueryPartitionAsync(CustomerBook.Container, "c1", RangeQuery.Prefix(LabelEntry.Prefix))).Documents);
        Label entered = LabelEntry.Read(entry).Label;
        Assert.Equal((verdict, LabelSource.Issuer), (entered.Verdict, entered.Source));
        Assert.True(entered.Confidence < .9);
        Assert.Empty(await app.App.Get<ChallengeLabels>().DueAsync(default));
        Assert.Equal(0, app.App.Sqlite.Count("challenges", "hands-out:"));
    }

    [Fact]
    public async Task A_challenge_of_somebody_else_is_not_there()
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync();
        string code = await app.AskedAsync();
        await HttpCaller.AssertProblemAsync(await app.CodeAsync(code, customer: "c2"), HttpStatusCode.NotFound, "not-found");
        await HttpCaller.AssertProblemAsync(await app.CodeAsync(code, id: "c2~t1", customer: "c2"), HttpStatusCode.NotFound, "not-found");
        await HttpCaller.AssertProblemAsync(await app.Http.PostAsync("bank", "/v1/challenges/c1~t1/answer", new JsonObject { ["code"] = code }), HttpStatusCode.BadRequest, "missing", "customerId");
        await HttpCaller.AssertProblemAsync(await app.Http.PostAsync("ana", "/v1/challenges/c1~t1/answer", new JsonObject { ["customerId"] = "c1", ["code"] = code }), HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(ChallengeState.Open, (await app.App.Get<ChallengeBook>().GetAsync("c1~t1", default))!.State);
    }

    [Fact]
    public async Task Challenges_are_read_by_id_and_by_customer()
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync();
        await app.AskedAsync("t1");
        await app.AskedAsync("t2");
        JsonObject one = await app.Http.ReadAsync("ana", "/v1/challenges/c1~t1");
        Assert.Equal(("open", 3, 1_200_000), ((string?)one["state"], (int)one["attemptsLeft"]!, (int)one["amount"]!["amountMinor"]!));
        JsonObject page = await app.Http.ReadAsync("ana", "/v1/customers/c1/challenges?limit=1");
        Assert.Equal("c1~t1", (string?)Assert.Single(page["items"]!.AsArray())!["id"]);
        page = await app.Http.ReadAsync("ana", $"/v1/customers/c1/challenges?limit=1&after={page["next"]}");
        Assert.Equal("c1~t2", (string?)Assert.Single(page["items"]!.AsArray())!["id"]);
        Assert.Empty((await app.Http.ReadAsync("ana", "/v1/customers/c2/challenges"))["items"]!.AsArray());
        await HttpCaller.AssertProblemAsync(await app.Http.GetAsync("ana", "/v1/challenges/c1~t3"), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task An_answer_whose_news_was_lost_counts_when_the_time_is_over()
    {
        await using ChallengeApp app = await ChallengeApp.StartAsync(settings: "--Challenges:ExpirySeconds=3");
        await app.AskedAsync();
        // As if the process had died between the commit of the answer and the event.
        await app.App.Get<ChallengeBook>().ChangeAsync("c1~t1", open => new ChallengeChange(AnswerChallenge.Take(open, new Lazy<bool>(() => true), open.At).Changed!, new Act("bank", "answer"), []), default);
        Assert.Equal(ChallengeState.Passed, (await app.EndAsync()).ReadOutputAs<ChallengeState>());
        Assert.Equal(InstructionKind.Release, Assert.Single(await app.InstructionsAsync()).Kind);
    }

    [Fact]
    public async Task A_question_outlives_the_process_that_asked_it()
    {
        using TemporaryFolder folder = new();
        string code;
        await using (ChallengeApp first = await ChallengeApp.StartAsync(folder: folder.Path))
            code = await first.AskedAsync();
        await using ChallengeApp second = await ChallengeApp.StartAsync(folder: folder.Path);
        await ChallengeApp.AssertOkAsync(await second.CodeAsync(code), "passed");
        Assert.Equal(ChallengeState.Passed, (await second.EndAsync()).ReadOutputAs<ChallengeState>());
        Assert.Equal(["ask", "answer", "conclude"], await second.OperationsAsync());
    }

    [Fact]
    public async Task A_store_that_comes_and_goes_asks_once_and_concludes_once()
    {
        UnreliableDocuments? store = null;
        await using ChallengeApp app = await ChallengeApp.StartAsync(documents: inner => store = new UnreliableDocuments(inner, new Random(7), .35, "challenges"));
        string[] ids = [.. Enumerable.Range(1, 6).Select(i => $"t{i}")];
        await app.SendAsync([.. ids.Select(id => ChallengeApp.Large(id))]);
        foreach (string id in ids)
        {
            await app.UntilAsync($"c1~{id}", ChallengeState.Open);
            string code = (await app.MessageAsync(id)).Code!;
            while ((await app.CodeAsync(code, $"c1~{id}")).StatusCode == HttpStatusCode.InternalServerError)
                await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        foreach (string id in ids)
        {
            Assert.Equal(ChallengeState.Passed, (await app.EndAsync($"c1~{id}")).ReadOutputAs<ChallengeState>());
            Assert.Equal(["ask", "answer", "conclude"], await app.OperationsAsync($"c1~{id}"));
            Assert.Null((await app.MessageAsync(id)).Code);
        }
        Assert.Equal(ids.Length, (await app.InstructionsAsync()).Count);
        Assert.Equal(ids.Length, app.App.Sqlite.Count("challenges", Notification.Prefix));
        Assert.True(store!.Faults > 0);
    }
}
