using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using FraudFunctions.App.Alerts;
using FraudFunctions.App.Cases;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Tests.App;
using FraudFunctions.Tests.App.Cases;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Tests.Flows;

/// <summary>Investigations, started by a stream and decided by people over HTTP, while the process is killed every few seconds.</summary>
public sealed class InvestigationKillTests(ITestOutputHelper output)
{
    [Fact]
    public Task Thirty_investigations_come_to_their_end_once() => InvestigateAsync(30, fewestKills: 3, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));

    /// <summary>The long form. -explicit only; it takes some minutes.</summary>
    [Fact(Explicit = true)]
    public Task Five_hundred_investigations_come_to_their_end_once() => InvestigateAsync(500, fewestKills: 12, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(6));

    private async Task InvestigateAsync(int cases, int fewestKills, TimeSpan least, TimeSpan most)
    {
        using TemporaryFolder folder = new();
        string data = folder.Of("data");
        await File.WriteAllLinesAsync(folder.Of("events.jsonl"), Enumerable.Range(0, cases).SelectMany(i => CaseApp.Takeover($"c{i:D3}")).OrderBy(transaction => transaction.Time).Select(Given.Json));
        Stopwatch watch = Stopwatch.StartNew();
        Random random = new(cases);
        int kills = 0;
        while (!await CommandLine.RunAndKillAsync(least + (most - least) * random.NextDouble(), "replay", folder.Of("events.jsonl"), "--data", data))
            kills++;
        output.WriteLine($"{cases * 11} events replayed with {kills} kills, {watch.Elapsed.TotalSeconds:F0} s");

        int closed = 0;
        for (int port = FreePort(); closed < cases || kills < fewestKills; kills++)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(15), $"{closed} of {cases} cases are closed after {watch.Elapsed.TotalMinutes:F0} minutes and {kills} kills");
            using Process app = CommandLine.Start("run", "--data", data, "--port", $"{port}");
            _ = app.StandardOutput.ReadToEndAsync();
            _ = app.StandardError.ReadToEndAsync();
            using CancellationTokenSource time = new(least + (most - least) * random.NextDouble());
            closed = Math.Max(closed, await DecideAsync(new Uri($"http://127.0.0.1:{port}"), time.Token));
            app.Kill();
            await app.WaitForExitAsync();
        }
        output.WriteLine($"{closed} cases closed after {kills} kills, {watch.Elapsed.TotalSeconds:F0} s");
        await AssertEachOnceAsync(folder, cases);
    }

    /// <summary>Plays the analysts until the process is to die; how many cases were closed when it was last looked.</summary>
    private static async Task<int> DecideAsync(Uri address, CancellationToken stop)
    {
        using HttpClient client = new() { BaseAddress = address };
        int closed = 0;
        try
        {
            while (client.DefaultRequestHeaders.Authorization is null)
            {
                try
                {
                    JsonObject token = (await (await client.PostAsync("/v1/demo-tokens/sofia", null, stop)).Content.ReadFromJsonAsync<JsonObject>(stop))!;
                    client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)token["token"]!);
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(50, stop);
                }
            }
            for (; ; await Task.Delay(100, stop))
            {
                closed = 0;
                for (string? after = ""; after is not null;)
                {
                    JsonObject page = (await client.GetFromJsonAsync<JsonObject>($"/v1/cases?closed=true&limit=100{(after.Length == 0 ? "" : "&after=" + after)}", stop))!;
                    closed += page["items"]!.AsArray().Count;
                    after = (string?)page["next"];
                }
                foreach (JsonNode? one in (await client.GetFromJsonAsync<JsonObject>("/v1/cases?status=assigned&limit=40", stop))!["items"]!.AsArray())
                    await DisposeAsync(client, (string)one!["id"]!, stop);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or HttpRequestException && stop.IsCancellationRequested)
        {
            return closed;
        }
    }

    private static async Task DisposeAsync(HttpClient client, string id, CancellationToken stop)
    {
        HttpResponseMessage read = await client.GetAsync($"/v1/cases/{id}", stop);
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v1/cases/{id}/disposition") { Content = JsonContent.Create(CaseApp.Disposition("confirmedFraud")) };
        request.Headers.TryAddWithoutValidation("If-Match", read.Headers.ETag!.Tag);
        HttpResponseMessage answer = await client.SendAsync(request, stop);
        // Written before the last kill, and not yet applied when it was listed.
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(stop)}");
    }

    private async Task AssertEachOnceAsync(TemporaryFolder folder, int cases)
    {
        await using (AppUnderTest app = await AppUnderTest.Build(folder.Of("data")).StartAsync())
        {
            await app.Runtime.DrainAsync(default);
            for (int wait = 0; app.Sqlite.Count(CaseDocument.Container, "hands-out:") > 0 && wait < 600; wait++)
                await Task.Delay(100);
            int labels = 0;
            for (int i = 0; i < cases; i++)
            {
                string customer = $"c{i:D3}";
                Case one = Assert.Single(await app.Get<CaseBook>().OfCustomerAsync(customer, default)).Case;
                Assert.Equal(CaseStatus.ClosedConfirmed, one.Status);
                AuditEntry[] history = [.. (await app.Documents.QueryPartitionAsync(CaseDocument.Container, customer, Audit.Of(one.Id))).Documents.Select(entry => AuditEntry.FromJson(entry.Body))];
                Assert.Equal(["open", "report", "assign", "dispose", "close"], history.Select(entry => entry.Operation));
                Assert.Equal((AlertState.RealThreat, one.Id), (Assert.Single(await app.Get<AlertBook>().OfCustomerAsync(customer, default)) is var alert ? (alert.State, alert.CaseId!) : default));
                labels += (await app.Documents.QueryPartitionAsync(CustomerBook.Container, customer, RangeQuery.Prefix(LabelEntry.Prefix))).Documents.Select(entry => LabelEntry.Read(entry).Label).Count(label => label is { Source: LabelSource.Analyst, Verdict: Verdict.Fraud });
            }
            Assert.Equal((cases, 2L * cases), (labels, app.Sqlite.Count(Instructions.Container, "")));
            Dictionary<OrchestrationRuntimeStatus, int> instances = [];
            await foreach (OrchestrationMetadata instance in app.Get<DurableTaskClient>().GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: "case~")))
                instances[instance.RuntimeStatus] = instances.GetValueOrDefault(instance.RuntimeStatus) + 1;
            Assert.Equal((OrchestrationRuntimeStatus.Completed, cases), (Assert.Single(instances).Key, instances.Values.Sum()));
        }
        (int exitCode, string verified, _) = await CommandLine.RunAsync("verify", "--data", folder.Of("data"));
        output.WriteLine(verified);
        Assert.Equal(0, exitCode);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
