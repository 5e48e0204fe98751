using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Transactions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FraudFunctions.Tests.App.Cases;

/// <summary>The running app with people who call it, and a customer whose account is emptied from a new device.</summary>
internal sealed class CaseApp : IAsyncDisposable
{
    private readonly AppUnderTest app;
    private readonly HttpClient client;

    private CaseApp(AppUnderTest app)
    {
        this.app = app;
        client = new HttpClient { BaseAddress = app.Runtime.Address };
    }

    public AppUnderTest App => app;

    public static async Task<CaseApp> StartAsync(string? folder = null, Func<IDocuments, IDocuments>? documents = null, TimeProvider? clock = null)
        => new(await AppUnderTest.Build(folder, documents, builder =>
        {
            if (clock is not null)
                builder.Services.Replace(ServiceDescriptor.Singleton(clock));
        }).StartAsync());

    /// <summary>Ten ordinary payments, and a transfer that takes nearly everything to an account nobody knows.</summary>
    public static IEnumerable<Transaction> Takeover(string customer, long amountMinor = 90_000)
    {
        for (int i = 0; i < 10; i++)
            yield return Given.Payment($"{customer}-{i}", customer, at: Given.Morning.AddHours(i)) with { DeviceId = $"phone-{customer}", Ip = $"10.0.0.{1 + i % 3}" };
        yield return Given.Transfer($"{customer}-out", customer, to: "DE02100100100006820101", amountMinor: amountMinor, at: Given.Morning.AddHours(12)) with
        {
            DeviceId = "laptop-of-a-stranger",
            BalanceBeforeMinor = amountMinor + 5_000,
        };
    }

    public async Task SendAsync(IEnumerable<Transaction> transactions)
        => await app.Events.AppendAsync(Topics.Transactions, [.. transactions.Select(transaction => new NewEvent(Given.Bytes(transaction), transaction.CustomerId))]);

    public async Task<(HttpStatusCode Status, JsonObject? Body, string? ETag)> CallAsync(string person, HttpMethod method, string route, object? body = null, string? etag = null)
    {
        using HttpRequestMessage request = new(method, route);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", app.Get<Tokens>().IssueDemo(person));
        if (etag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : null, response.Headers.ETag?.Tag);
    }

    public Task<(HttpStatusCode Status, JsonObject? Body, string? ETag)> GetAsync(string person, string route) => CallAsync(person, HttpMethod.Get, route);

    public Task<(HttpStatusCode Status, JsonObject? Body, string? ETag)> PostAsync(string person, string route, object body, string? etag = null) => CallAsync(person, HttpMethod.Post, route, body, etag);

    public async Task<string> TextAsync(string person, string route)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, route);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", app.Get<Tokens>().IssueDemo(person));
        using HttpResponseMessage response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>The case once it stands there; a test that waits in vain says where it stood.</summary>
    public async Task<(JsonObject Case, string ETag)> UntilAsync(string id, params string[] statuses)
    {
        string last = "nowhere";
        for (int wait = 0; wait < 400; wait++)
        {
            (HttpStatusCode status, JsonObject? body, string? etag) = await GetAsync("carl", $"/v1/cases/{id}");
            last = status == HttpStatusCode.OK ? (string)body!["status"]! : status.ToString();
            if (statuses.Contains(last))
                return (body!, etag!);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"Case {id} is {last}, not {string.Join(" or ", statuses)}.");
    }

    /// <summary>Waits until the orchestration has come to its end.</summary>
    public async Task<OrchestrationMetadata> EndOfAsync(string instance)
        => await app.Get<DurableTaskClient>().WaitForInstanceCompletionAsync(instance, getInputsAndOutputs: true, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));

    public static object Disposition(string outcome, string subReason = "accountTakeover", string rationale = "Called the customer, who knows nothing of it.")
        => new { outcome, subReason, rationale };

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }
}
