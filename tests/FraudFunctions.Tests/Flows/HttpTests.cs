using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Tests.App;

namespace FraudFunctions.Tests.Flows;

/// <summary>The interface as its callers see it, over real HTTP.</summary>
public sealed class HttpTests : IAsyncLifetime
{
    private AppUnderTest app = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        app = await AppUnderTest.Build().StartAsync();
        client = new HttpClient { BaseAddress = app.Runtime.Address };
        Be("bank");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    private void Be(string? person)
        => client.DefaultRequestHeaders.Authorization = person is null ? null : new AuthenticationHeaderValue("Bearer", app.Get<Tokens>().IssueDemo(person));

    private Task<HttpResponseMessage> PostAsync(string route, string body, string? key = null)
    {
        HttpRequestMessage request = new(HttpMethod.Post, route) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request);
    }

    private Task<HttpResponseMessage> DecideAsync(Transaction transaction, string? key = null) => PostAsync("/v1/decisions", Given.Json(transaction), key);

    private static async Task<JsonObject> JsonAsync(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonObject>())!;

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code, string? field = null)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonObject problem = await JsonAsync(response);
        Assert.Equal((code, field, (int)status), ((string)problem["code"]!, (string?)problem["field"], (int)problem["status"]!));
    }

    [Fact]
    public async Task A_payment_is_decided_and_the_decision_found_again()
    {
        HttpResponseMessage response = await DecideAsync(Given.Payment());
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        JsonObject made = await JsonAsync(response);
        Assert.Equal(("c1~t1", "approve", 1L), ((string)made["id"]!, (string)made["outcome"]!, (long)made["number"]!));
        Assert.Equal(["no-model"], made["degraded"]!.AsArray().Select(one => (string)one!));
        Assert.StartsWith("sha256:", (string)made["receipt"]!, StringComparison.Ordinal);
        JsonObject found = await JsonAsync(await client.GetAsync(response.Headers.Location));
        Assert.Equal((string)made["receipt"]!, (string)found["receipt"]!);
    }

    [Fact]
    public async Task The_same_payment_again_answers_the_same_decision()
    {
        JsonObject first = await JsonAsync(await DecideAsync(Given.Payment()));
        HttpResponseMessage again = await DecideAsync(Given.Payment());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal((string)first["receipt"]!, (string)(await JsonAsync(again))["receipt"]!);
        await AssertProblemAsync(await DecideAsync(Given.Payment(amountMinor: 1)), HttpStatusCode.Conflict, "duplicate-id", "id");
    }

    [Fact]
    public async Task A_key_answers_what_it_answered_before_and_refuses_another_body()
    {
        HttpResponseMessage first = await DecideAsync(Given.Payment(), "key-1");
        HttpResponseMessage replayed = await DecideAsync(Given.Payment(), "key-1");
        Assert.Equal(HttpStatusCode.Created, replayed.StatusCode);
        Assert.Equal("true", replayed.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await replayed.Content.ReadAsStringAsync());
        await AssertProblemAsync(await DecideAsync(Given.Payment("t2"), "key-1"), HttpStatusCode.UnprocessableEntity, "idempotency-key-reused", "Idempotency-Key");
        await AssertProblemAsync(await DecideAsync(Given.Payment("t2"), new string('k', 256)), HttpStatusCode.BadRequest, "out-of-range", "Idempotency-Key");
    }

    [Fact]
    public async Task A_refused_request_does_not_use_its_key_up()
    {
        await AssertProblemAsync(await PostAsync("/v1/decisions", "{}", "key-2"), HttpStatusCode.BadRequest, "missing", "id");
        Assert.Equal(HttpStatusCode.Created, (await DecideAsync(Given.Payment(), "key-2")).StatusCode);
    }

    [Fact]
    public async Task Of_many_with_one_key_at_once_all_get_the_one_answer_or_are_asked_to_come_back()
    {
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => DecideAsync(Given.Payment(), "key-3")));
        Assert.All(responses, response => Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict }));
        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.Created);
        foreach (HttpResponseMessage busy in responses.Where(response => response.StatusCode == HttpStatusCode.Conflict))
        {
            Assert.NotNull(busy.Headers.RetryAfter);
            await AssertProblemAsync(busy, HttpStatusCode.Conflict, "idempotency-key-in-use", "Idempotency-Key");
        }
        Assert.Equal(1, app.Sqlite.Count("customers", "decision:"));
    }

    [Theory]
    [InlineData("{\"id\":\"t\"", "invalid-json", "(event)")]
    [InlineData("", "invalid-json", "(event)")]
    public async Task A_body_that_is_no_payment_is_refused(string body, string code, string field)
        => await AssertProblemAsync(await PostAsync("/v1/decisions", body), HttpStatusCode.BadRequest, code, field);

    [Fact]
    public async Task A_misspelt_member_or_parameter_is_refused_by_name()
    {
        string misspelt = Given.Json(Given.Payment()).Replace("\"currency\"", "\"curency\"", StringComparison.Ordinal);
        await AssertProblemAsync(await PostAsync("/v1/decisions", misspelt), HttpStatusCode.BadRequest, "unknown-member", "curency");
        await AssertProblemAsync(await PostAsync("/v1/decisions?dryRun=true", Given.Json(Given.Payment())), HttpStatusCode.BadRequest, "unknown-parameter", "dryRun");
        await AssertProblemAsync(await PostAsync("/v1/decisions", $"{{\"note\":\"{new string('x', 70_000)}\"}}"), HttpStatusCode.RequestEntityTooLarge, "too-large", "(body)");
    }

    [Fact]
    public async Task Nobody_gets_in_without_the_right_token()
    {
        Be(null);
        HttpResponseMessage anonymous = await DecideAsync(Given.Payment());
        await AssertProblemAsync(anonymous, HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("Bearer", anonymous.Headers.WwwAuthenticate.Single().Scheme);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "not.a.token");
        await AssertProblemAsync(await DecideAsync(Given.Payment()), HttpStatusCode.Unauthorized, "unauthenticated");
        foreach (string person in new[] { "ana", "sam", "carl" })
        {
            Be(person);
            await AssertProblemAsync(await DecideAsync(Given.Payment()), HttpStatusCode.Forbidden, "forbidden");
        }
        Be("sam");
        await AssertProblemAsync(await client.GetAsync(new Uri("/v1/decisions/c1~t1", UriKind.Relative)), HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(0, app.Sqlite.Count("customers", "decision:"));
    }

    [Fact]
    public async Task A_demo_token_is_there_for_the_people_of_the_demo()
    {
        Be(null);
        JsonObject issued = await JsonAsync(await client.PostAsync(new Uri("/v1/demo-tokens/ana", UriKind.Relative), null));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)issued["token"]!);
        await AssertProblemAsync(await client.GetAsync(new Uri("/v1/decisions/c1~t1", UriKind.Relative)), HttpStatusCode.NotFound, "not-found");
        await AssertProblemAsync(await client.PostAsync(new Uri("/v1/demo-tokens/eve", UriKind.Relative), null), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_customers_decisions_are_paged_newest_first()
    {
        for (int i = 0; i < 7; i++)
            await DecideAsync(Given.Payment($"t{i}", at: Given.Morning.AddMinutes(i)));
        await DecideAsync(Given.Payment("x", customer: "c10"));
        Be("ana");
        List<string> seen = [];
        string route = "/v1/customers/c1/decisions?limit=3";
        for (string? after = ""; after is not null;)
        {
            JsonObject page = await JsonAsync(await client.GetAsync(new Uri(after.Length == 0 ? route : $"{route}&after={after}", UriKind.Relative)));
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["transactionId"]!));
            Assert.Equal(page["next"] is not null, (bool)page["hasMore"]!);
            after = (string?)page["next"];
        }
        Assert.Equal(["t6", "t5", "t4", "t3", "t2", "t1", "t0"], seen);
        foreach (string wrong in new[] { "limit=0", "limit=101", "limit=x", "after=%21%21" })
            Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync(new Uri("/v1/customers/c1/decisions?" + wrong, UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task A_posted_label_ends_in_the_ledger()
    {
        await DecideAsync(Given.Payment());
        Be("ana");
        string label = Encoding.UTF8.GetString(LabelReader.ToJson(Given.Fraud(Given.Payment())));
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("/v1/labels", label)).StatusCode);
        await app.Runtime.DrainAsync();
        Assert.Equal(1, app.Sqlite.Count("customers", "label:"));
        await AssertProblemAsync(await PostAsync("/v1/labels", label.Replace("fraud", "maybe", StringComparison.Ordinal)), HttpStatusCode.BadRequest, "unknown-value", "verdict");
    }

    [Fact]
    public async Task A_call_reaches_merchants_and_alerts_like_the_stream()
    {
        await DecideAsync(Given.Transfer(amountMinor: 2_000_000) with { Authentication = Authentication.Frictionless });
        await app.Runtime.DrainAsync();
        Assert.Equal(1, app.Sqlite.Count("entities", "state"));
        Assert.Equal(1, app.Sqlite.Count("customers", "alert:"));
        Assert.Equal(0, app.Sqlite.Count("customers", "outbox:"));
    }

    [Fact]
    public async Task What_is_in_quarantine_is_listed_mended_and_taken_out()
    {
        string broken = Given.Json(Given.Payment()).Replace("EUR", "EURO", StringComparison.Ordinal);
        await app.Events.AppendAsync(Topics.Transactions, new NewEvent(Encoding.UTF8.GetBytes(broken), "c1"));
        await app.Runtime.DrainAsync();
        Be("sofia");
        JsonObject page = await JsonAsync(await client.GetAsync(new Uri("/v1/quarantine", UriKind.Relative)));
        JsonNode entry = Assert.Single(page["items"]!.AsArray())!;
        Assert.Equal(("unknown-currency", "currency", broken), ((string)entry["code"]!, (string)entry["field"]!, (string)entry["raw"]!));
        string route = $"/v1/quarantine/{entry["id"]}/replay";
        await AssertProblemAsync(await PostAsync(route, ""), HttpStatusCode.BadRequest, "unknown-currency", "currency");
        HttpResponseMessage taken = await PostAsync(route, Given.Json(Given.Payment()));
        Assert.Equal(("c1~t1", HttpStatusCode.OK), ((string)(await JsonAsync(taken))["decision"]!, taken.StatusCode));
        await AssertProblemAsync(await PostAsync(route, Given.Json(Given.Payment())), HttpStatusCode.Conflict, "already-replayed");
        Assert.Empty((await JsonAsync(await client.GetAsync(new Uri("/v1/quarantine", UriKind.Relative))))["items"]!.AsArray());
        Assert.Single((await JsonAsync(await client.GetAsync(new Uri("/v1/quarantine?state=replayed", UriKind.Relative))))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_decision_that_runs_out_of_time_is_still_an_answer_and_becomes_final()
    {
        SlowDocuments? slow = null;
        await using AppUnderTest late = await AppUnderTest.Build(documents: inner => slow = new SlowDocuments(inner), settings: "--Decisions:TimeBudgetMs=100").StartAsync();
        using HttpClient caller = new() { BaseAddress = late.Runtime.Address };
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", late.Get<Tokens>().IssueDemo("bank"));
        await caller.PostAsync(new Uri("/v1/decisions", UriKind.Relative), new StringContent(Given.Json(Given.Payment("warm-up"))));
        slow!.Hold = new TaskCompletionSource();
        HttpResponseMessage response = await caller.PostAsync(new Uri("/v1/decisions", UriKind.Relative), new StringContent(Given.Json(Given.Transfer("t1", amountMinor: 2_000_000) with { Authentication = Authentication.Frictionless })));
        JsonObject answer = await JsonAsync(response);
        Assert.Equal((HttpStatusCode.OK, "challenge", false), (response.StatusCode, (string)answer["outcome"]!, (bool)answer["final"]!));
        Assert.Equal(["time-budget"], answer["degraded"]!.AsArray().Select(one => (string)one!));
        slow.Hold.SetResult();
        HttpResponseMessage final = new(HttpStatusCode.NotFound);
        for (int attempt = 0; attempt < 200 && final.StatusCode == HttpStatusCode.NotFound; attempt++)
        {
            await Task.Delay(20);
            final = await caller.GetAsync(new Uri("/v1/decisions/c1~t1", UriKind.Relative));
        }
        Assert.DoesNotContain("time-budget", (await JsonAsync(final))["degraded"]!.AsArray().Select(one => (string)one!));
    }

    /// <summary>A store that keeps its callers waiting while it is told to.</summary>
    private sealed class SlowDocuments(IDocuments inner) : IDocuments
    {
        public TaskCompletionSource? Hold { get; set; }

        public Task<Document?> GetAsync(string container, DocumentKey key, CancellationToken cancellation = default) => inner.GetAsync(container, key, cancellation);

        public Task<IReadOnlyList<Document?>> GetManyAsync(string container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellation = default) => inner.GetManyAsync(container, keys, cancellation);

        public Task<DocumentPage> QueryPartitionAsync(string container, string partition, RangeQuery query, CancellationToken cancellation = default) => inner.QueryPartitionAsync(container, partition, query, cancellation);

        public Task<DocumentPage> QueryIndexAsync(string container, RangeQuery query, CancellationToken cancellation = default) => inner.QueryIndexAsync(container, query, cancellation);

        public Task<ChangePage> ChangesAsync(string container, string? since, int limit, CancellationToken cancellation = default) => inner.ChangesAsync(container, since, limit, cancellation);

        public Task<CommitResult> CommitAsync(string container, PartitionCommit commit, CancellationToken cancellation = default) => inner.CommitAsync(container, commit, cancellation);

        public async Task<IReadOnlyList<CommitResult>> CommitManyAsync(string container, IReadOnlyList<PartitionCommit> commits, CancellationToken cancellation = default)
        {
            if (Hold is { } hold)
                await hold.Task;
            return await inner.CommitManyAsync(container, commits, cancellation);
        }
    }
}
