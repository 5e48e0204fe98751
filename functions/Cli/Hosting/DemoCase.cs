using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Cli.Hosting;

/// <summary>
/// Plays the people of one case: waits until one has investigated itself up to the human decision, shows its report, decides and approves over HTTP as
/// the demo's people, and follows it until its label is in the ledger.
/// </summary>
internal sealed class DemoCase(AppHost app, Func<string, bool> wasFraud)
{
    private const int ReportLines = 16;
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient client = new() { BaseAddress = app.Runtime.Address };

    /// <summary>Lines to print, as the case goes on; ends when it is closed.</summary>
    public async IAsyncEnumerable<string> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        JsonObject? found = null;
        while (found is null)
        {
            await Task.Delay(pause, stop);
            JsonArray open = (await GetAsync("ana", "/v1/cases", stop))["items"]!.AsArray();
            found = open.Select(one => one!.AsObject()).FirstOrDefault(one => (string)one["status"]! == "assigned");
        }
        string id = (string)found["id"]!;
        string analyst = (string)found["assignee"]!;
        JsonArray alerts = found["alertIds"]!.AsArray();
        yield return $"CASE {id}  opened for alert {string.Join(", ", alerts.Select(alert => (string)alert!))}, {(string)found["severity"]!}, assigned to {analyst}";
        JsonObject alert = await GetAsync("ana", "/v1/alerts/" + Uri.EscapeDataString((string)alerts[0]!), stop);
        string decisionId = (string)alert["decisionIds"]![0]!;
        using HttpResponseMessage page = await client.SendAsync(Request(HttpMethod.Get, "ana", $"/v1/cases/{id}/report"), stop);
        string report = await page.Content.ReadAsStringAsync(stop);
        foreach (string line in report.Split('\n').Where(line => line.Trim().Length > 0).Take(ReportLines))
            yield return "     | " + line;
        yield return $"     | …                                    GET /v1/cases/{id}/report?format=html";

        bool fraud = alert["decisionIds"]!.AsArray().Any(one => wasFraud((string)one!));
        object disposition = fraud
            ? new { outcome = "confirmedFraud", subReason = "other", rationale = "The customer was called and did not make this payment." }
            : new { outcome = "falsePositive", subReason = "customerExplained", rationale = "The customer was called and had made this payment." };
        JsonObject disposed = await PostAsync(analyst, id, "disposition", disposition, stop);
        yield return $"     {analyst} decides: {(string)disposed["disposition"]!["outcome"]!}, which {((bool)disposed["disposition"]!["isFinal"]! ? "is final" : "takes a second pair of eyes")}";
        if (!(bool)disposed["disposition"]!["isFinal"]!)
        {
            await PostAsync("sofia", id, "approval", new { verdict = "approve", reason = "Read and agreed." }, stop);
            yield return "     sofia approves";
        }
        JsonObject closed = disposed;
        while (closed["closedAt"] is null)
        {
            await Task.Delay(pause, stop);
            closed = await GetAsync("ana", $"/v1/cases/{id}", stop);
        }
        yield return $"     closed as {(string)closed["status"]!}; audit: {string.Join(", ", closed["history"]!.AsArray().Select(entry => (string)entry!["operation"]!))}";
        (string customerId, string transactionId) = Decision.Parts(decisionId)!.Value;
        DocumentPage labels;
        do
        {
            await Task.Delay(pause, stop);
            labels = await app.Get<IDocuments>().QueryPartitionAsync(CustomerBook.Container, customerId, RangeQuery.Prefix(LabelEntry.PrefixOf(transactionId)), stop);
        }
        while (!labels.Documents.Any(document => LabelEntry.Read(document).Label.Source == Engine.Labels.LabelSource.Analyst));
        yield return $"     label in the ledger: {transactionId} is {(fraud ? "fraud" : "genuine")}, says the analyst";
    }

    private async Task<JsonObject> GetAsync(string person, string route, CancellationToken stop)
        => await ReadAsync(await client.SendAsync(Request(HttpMethod.Get, person, route), stop), stop);

    /// <summary>Payments go on meanwhile, and one of them may change the case between reading and writing: then it is read again, as a person would.</summary>
    private async Task<JsonObject> PostAsync(string person, string id, string step, object body, CancellationToken stop)
    {
        for (; ; await Task.Delay(pause, stop))
        {
            HttpResponseMessage read = await client.SendAsync(Request(HttpMethod.Get, person, $"/v1/cases/{id}"), stop);
            HttpRequestMessage request = Request(HttpMethod.Post, person, $"/v1/cases/{id}/{step}");
            request.Headers.TryAddWithoutValidation("If-Match", read.Headers.ETag!.Tag);
            request.Content = JsonContent.Create(body);
            HttpResponseMessage answer = await client.SendAsync(request, stop);
            if (answer.StatusCode != HttpStatusCode.PreconditionFailed)
                return await ReadAsync(answer, stop);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string person, string route)
        => new(method, route) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", app.Get<Tokens>().IssueDemo(person)) } };

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response, CancellationToken stop)
        => response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<JsonObject>(stop))!
            : throw new InvalidOperationException($"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(stop)}");
}
