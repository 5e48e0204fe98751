using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using FraudFunctions.App.Platform;

namespace FraudFunctions.Tests.App;

/// <summary>Calls the running app over real HTTP as one of the demo people.</summary>
internal sealed class HttpCaller(AppUnderTest app) : IDisposable
{
    private readonly HttpClient client = new() { BaseAddress = app.Runtime.Address };

    public Task<HttpResponseMessage> GetAsync(string person, string route) => SendAsync(person, HttpMethod.Get, route, null);

    public Task<HttpResponseMessage> PostAsync(string person, string route, JsonNode? body = null) => SendAsync(person, HttpMethod.Post, route, body?.ToJsonString());

    public async Task<HttpResponseMessage> SendAsync(string person, HttpMethod method, string route, string? body)
    {
        HttpRequestMessage request = new(method, route) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", app.Get<Tokens>().IssueDemo(person));
        return await client.SendAsync(request);
    }

    public async Task<JsonObject> ReadAsync(string person, string route) => await JsonAsync(await GetAsync(person, route));

    /// <summary>The answer of a call that must succeed.</summary>
    public async Task<JsonObject> DoAsync(string person, string route, JsonNode? body = null)
    {
        HttpResponseMessage response = await PostAsync(person, route, body);
        Assert.True(response.IsSuccessStatusCode, $"{route}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await JsonAsync(response);
    }

    public static async Task<JsonObject> JsonAsync(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonObject>())!;

    public static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code, string? field = null)
    {
        Assert.True(status == response.StatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonObject problem = await JsonAsync(response);
        Assert.Equal((code, field), ((string)problem["code"]!, (string?)problem["field"]));
    }

    public void Dispose() => client.Dispose();
}
