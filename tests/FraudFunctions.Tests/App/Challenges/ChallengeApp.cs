using System.Net;
using System.Text.Json.Nodes;
using FraudFunctions.App.Challenges;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Tests.Embedded;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Tests.App.Challenges;

/// <summary>The running app, the bank that calls it, and customers who pay so much that they are asked.</summary>
internal sealed class ChallengeApp : IAsyncDisposable
{
    private ChallengeApp(AppUnderTest app) => (App, Http) = (app, new HttpCaller(app));

    public AppUnderTest App { get; }

    public HttpCaller Http { get; }

    /// <summary>The payments of tests are of long ago: without a word to the contrary none is too old.</summary>
    public static async Task<ChallengeApp> StartAsync(Func<IDocuments, IDocuments>? documents = null, Action<FunctionsApplicationBuilder>? configure = null, string? folder = null, params string[] settings)
        => new(await AppUnderTest.Build(folder, documents, configure, ["--Challenges:MaxAgeMinutes=100000000", .. settings]).StartAsync());

    /// <summary>Twelve thousand euro with a PIN: the rule for what is large and weakly authenticated asks for a challenge.</summary>
    public static Transaction Large(string id = "t1", string customer = "c1") => Given.Payment(id, customer, amountMinor: 1_200_000) with { Authentication = Authentication.Pin };

    public async Task SendAsync(params Transaction[] transactions)
        => await App.Events.AppendAsync(Topics.Transactions, [.. transactions.Select(transaction => new NewEvent(Given.Bytes(transaction), transaction.CustomerId))]);

    /// <summary>Pays, and waits for the message.</summary>
    public async Task<string> AskedAsync(string id = "t1", string customer = "c1")
    {
        await SendAsync(Large(id, customer));
        await UntilAsync($"{customer}~{id}", ChallengeState.Open);
        return (await MessageAsync(id, customer)).Code!;
    }

    public async Task<Challenge> UntilAsync(string id, ChallengeState state, bool concluded = false)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Patience.Limit)
        {
            if (await App.Get<ChallengeBook>().GetAsync(id, default) is { } challenge && challenge.State == state && (!concluded || challenge.ConcludedAt is not null))
                return challenge;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"Challenge {id} did not become {state}.");
    }

    public async Task<Notification> MessageAsync(string id = "t1", string customer = "c1")
        => Notification.FromJson((await App.Documents.GetAsync("challenges", new DocumentKey(customer, Notification.Prefix + id)))!.Body);

    public async Task<IReadOnlyList<Instruction>> InstructionsAsync(string customer = "c1")
        => [.. (await App.Documents.QueryPartitionAsync(Instructions.Container, customer, new RangeQuery())).Documents
            .Select(document => Instruction.FromJson(JsonNode.Parse(document.Body.Span)!["instruction"]!.ToJsonString()))];

    public async Task<IReadOnlyList<string>> OperationsAsync(string id = "c1~t1", string customer = "c1")
        => [.. (await App.Documents.QueryPartitionAsync("challenges", customer, Audit.Of(id))).Documents.Select(entry => AuditEntry.FromJson(entry.Body).Operation)];

    public Task<HttpResponseMessage> CodeAsync(string code, string id = "c1~t1", string customer = "c1")
        => Http.PostAsync("bank", $"/v1/challenges/{id}/answer", new JsonObject { ["customerId"] = customer, ["code"] = code });

    public Task<HttpResponseMessage> DenyAsync(string id = "c1~t1", string customer = "c1")
        => Http.PostAsync("bank", $"/v1/challenges/{id}/answer", new JsonObject { ["customerId"] = customer, ["denied"] = true });

    /// <summary>A code that it is not.</summary>
    public static string NotThe(string code) => (code[0] == '9' ? '0' : (char)(code[0] + 1)) + code[1..];

    public async Task<OrchestrationMetadata> EndAsync(string id = "c1~t1")
        => await App.Get<DurableTaskClient>().WaitForInstanceCompletionAsync(StepUp.InstanceOf(id), getInputsAndOutputs: true, TestContext.Current.CancellationToken).Soon();

    public static async Task AssertOkAsync(HttpResponseMessage response, string state)
    {
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        Assert.Equal(state, (string?)(await HttpCaller.JsonAsync(response))["state"]);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
    }
}
