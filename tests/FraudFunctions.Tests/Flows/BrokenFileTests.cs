using System.Text.Json.Nodes;
using FraudFunctions.App.Stores.Local;
using FraudFunctions.App.Stores.Sqlite;
using FraudFunctions.App.Transactions;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Tests.Flows;

/// <summary>A file with broken lines: every good line is decided, every bad one is kept with what is wrong, and mended ones are taken.</summary>
public sealed class BrokenFileTests
{
    private sealed record Broken(string Line, string Field, string? Mended);

    [Fact]
    public async Task Two_lines_in_a_hundred_are_broken_in_every_way_and_nothing_is_lost()
    {
        using TemporaryFolder folder = new();
        Transaction[] good = [.. Simulator.Run(new SimulationOptions { Customers = 100, Merchants = SimulationOptions.FewestMerchants, Days = 20, Seed = 3 }).OfType<SimulatedPayment>().Select(payment => payment.Transaction).Take(4_000)];
        Broken[] broken = [.. Enumerable.Range(0, 80).Select(i => Break(Given.Json(good[i * 50]), i))];
        await File.WriteAllLinesAsync(folder.Of("events.jsonl"), good.SelectMany((transaction, i) => i % 50 == 25 ? new[] { Given.Json(transaction), broken[i / 50].Line } : [Given.Json(transaction)]));

        (int exitCode, string output, string error) = await CommandLine.RunAsync("replay", folder.Of("events.jsonl"), "--data", folder.Of("data"));
        // All of it is decided or kept; that something had to be kept is what 1 says.
        Assert.True(exitCode == 1, error);
        await AssertStoreAsync(folder, good.Length, broken);

        // A second time: what was decided is decided, what was kept is kept, nothing twice.
        (exitCode, output, error) = await CommandLine.RunAsync("replay", folder.Of("events.jsonl"), "--data", folder.Of("data"));
        Assert.True(exitCode == 1, error);
        Assert.Equal(0, (await CommandLine.RunAsync("verify", "--data", folder.Of("data"))).ExitCode);

        (exitCode, output, _) = await CommandLine.RunAsync("replay", "--quarantine", "--out", folder.Of("bad.jsonl"), "--data", folder.Of("data"));
        Assert.Equal(0, exitCode);
        Dictionary<string, string> mended = broken.Where(one => one.Mended is not null).DistinctBy(one => one.Line).ToDictionary(one => one.Line, one => one.Mended!);
        List<string> lines = [];
        foreach (string line in await File.ReadAllLinesAsync(folder.Of("bad.jsonl")))
        {
            JsonObject entry = JsonNode.Parse(line)!.AsObject();
            if (mended.TryGetValue((string)entry["raw"]!, out string? better))
                lines.Add(new JsonObject { ["id"] = (string)entry["id"]!, ["raw"] = JsonNode.Parse(better) }.ToJsonString());
        }
        await File.WriteAllLinesAsync(folder.Of("mended.jsonl"), lines);
        (exitCode, output, _) = await CommandLine.RunAsync("replay", "--quarantine", folder.Of("mended.jsonl"), "--data", folder.Of("data"));
        // What nobody mended is still there, which the exit code says.
        Assert.Equal(1, exitCode);
        await using SqliteDocuments documents = new(folder.Of("data/documents"), TimeProvider.System);
        Assert.Equal(good.Length + mended.Count, documents.Count("customers", "decision:"));
    }

    private static async Task AssertStoreAsync(TemporaryFolder folder, int good, Broken[] broken)
    {
        await using SqliteDocuments documents = new(folder.Of("data/documents"), TimeProvider.System);
        Quarantine quarantine = new(documents, new LocalFiles(folder.Of("data/files")));
        List<QuarantinedEvent> kept = [];
        string? after = null;
        do
        {
            (IReadOnlyList<QuarantinedEvent> page, after) = await quarantine.ListAsync(QuarantineState.Open, after, 100, default);
            kept.AddRange(page);
        }
        while (after is not null);
        Assert.Equal(good, documents.Count("customers", "decision:"));
        Assert.Equal(broken.Length, kept.Count);
        List<(string, string)> found = [];
        foreach (QuarantinedEvent entry in kept)
            found.Add((await quarantine.RawAsync(entry, default), entry.Field));
        Assert.Equal(broken.Select(one => (one.Line, one.Field)).Order(), found.Order());
    }

    private static Broken Break(string line, int kind)
    {
        JsonObject json = JsonNode.Parse(line)!.AsObject();
        json["id"] = $"broken-{kind}";
        string mended = json.ToJsonString();
        switch (kind % 10)
        {
            case 0:
                return new Broken(mended[..^5], "(event)", mended);
            case 1:
                json.Remove("customerId");
                return new Broken(json.ToJsonString(), "customerId", mended);
            case 2:
                json["amountMinor"] = -100;
                return new Broken(json.ToJsonString(), "amountMinor", mended);
            case 3:
                json["currency"] = "EURO";
                return new Broken(json.ToJsonString(), "currency", mended);
            case 4:
                json["time"] = "1970-01-01T00:00:00Z";
                return new Broken(json.ToJsonString(), "time", mended);
            case 5:
                json["time"] = "2100-01-01T00:00:00Z";
                return new Broken(json.ToJsonString(), "time", mended);
            case 6:
                json["note"] = new string('x', 900_000);
                return new Broken(json.ToJsonString(), "(event)", mended);
            case 7:
                json["note"] = new string('x', 1_200_000);
                return new Broken(json.ToJsonString(), "(event)", mended);
            case 8:
                // The id of the line that it was made of, with another amount.
                JsonObject other = JsonNode.Parse(line)!.AsObject();
                other["amountMinor"] = (long)other["amountMinor"]! + 1;
                return new Broken(other.ToJsonString(), "id", null);
            default:
                return new Broken($"this is no JSON, number {kind}", "(event)", null);
        }
    }
}
