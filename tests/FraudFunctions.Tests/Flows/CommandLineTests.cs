using System.Diagnostics;
using System.Text.RegularExpressions;

namespace FraudFunctions.Tests.Flows;

/// <summary>The command line as a newcomer meets it.</summary>
public sealed class CommandLineTests
{
    private static readonly string[] verbs = ["demo", "run", "replay", "simulate", "train", "backtest", "bench", "verify"];

    [Fact]
    public async Task Help_names_every_verb_and_every_verb_has_its_own()
    {
        (int exitCode, string output, _) = await CommandLine.RunAsync("--help");
        Assert.Equal(0, exitCode);
        Assert.All(verbs, verb => Assert.Matches($@"(?m)^\s+{verb}\b", output));
        (exitCode, output, _) = await CommandLine.RunAsync("replay", "--help");
        Assert.Equal(0, exitCode);
        Assert.Contains("--map", output, StringComparison.Ordinal);
        Assert.Contains("handbook", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("replay --frobnicate")]
    [InlineData("replay")]
    [InlineData("replay no-such-file.csv")]
    [InlineData("replay no-such-file.csv --map no-such-map")]
    [InlineData("simulate")]
    [InlineData("simulate --out x.csv --days 0")]
    [InlineData("simulate --out x.csv --from tomorrow")]
    [InlineData("verify --data no-such-folder")]
    [InlineData("backtest no-such-file.csv --map paysim")]
    [InlineData("backtest no-such-file.csv --days 0")]
    [InlineData("bench --only fold")]
    [InlineData("demo --customers 0 --data no-such-demo")]
    [InlineData("demo --rate 0 --data no-such-demo")]
    [InlineData("simulate --out no/such/folder/bank.csv")]
    public async Task A_wrong_call_is_told_what_is_wrong(string arguments)
    {
        (int exitCode, _, string error) = await CommandLine.RunAsync(arguments.Split(' '));
        Assert.Equal(2, exitCode);
        Assert.NotEmpty(error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_simulated_bank_is_written_learned_from_backtested_and_replayed()
    {
        using TemporaryFolder folder = new();
        string bank = folder.Of("bank.csv.gz");
        (int exitCode, string output, string error) = await CommandLine.RunAsync("simulate", "--out", bank, "--customers", "400", "--merchants", "180", "--days", "75", "--seed", "9");
        Assert.True(exitCode == 0, error);
        Assert.Matches(@"payments written to \S+bank.csv.gz", output);

        (exitCode, output, error) = await CommandLine.RunAsync("train", bank, "--data", folder.Of("data"));
        Assert.True(exitCode == 0, error);
        Assert.Matches("is champion", output);

        (exitCode, output, error) = await CommandLine.RunAsync("backtest", bank, "--week", "2026-03-09", "--trees-only", "--out", folder.Of("report"));
        Assert.True(exitCode == 0, error);
        Assert.Contains("| boosted trees", output, StringComparison.Ordinal);
        Assert.Contains("| logistic regression", await File.ReadAllTextAsync(folder.Of("report/report.md")), StringComparison.Ordinal);

        Assert.All(new[] { "metrics.json", "precision-recall.svg", "reliability.svg" }, name => Assert.True(new FileInfo(folder.Of("report/" + name)).Length > 1_000));

        (exitCode, output, error) = await CommandLine.RunAsync("replay", bank, "--data", folder.Of("data"), "--check-skew");
        Assert.True(exitCode == 0, error);
        Assert.Matches(@"in quarantine\s+0\b", output);
        Assert.Matches(@"rows identical", output);

        (exitCode, output, _) = await CommandLine.RunAsync("verify", "--data", folder.Of("data"));
        Assert.Equal(0, exitCode);
        Assert.Contains("every receipt holds", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no,who,when,sum,bad\n", "yes", "There is no readable transaction in the stream")]
    [InlineData("no,who,when,sum,bad\n1,c,2026-01-01,5,Yes\n2,c,2026-01-02,no number,No\n", "yes", "the column 'bad' say 'yes', which label.fraudIs of the map says of fraud")]
    [InlineData("no,who,when,sum,bad\n1,c,2026-01-01,5,yes\n2,c,2026-01-02,6,no\n", "yes", "end after the stream")]
    public async Task A_stream_that_nothing_can_be_tested_on_is_told_so(string csv, string fraudIs, string told)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Of("bank.csv"), csv);
        await File.WriteAllTextAsync(folder.Of("map.json"), """{"columns": {"id": "no", "customerId": "who", "time": "when", "amount": "sum"}, "timeZone": "Z", "constants": {"type": "payment", "channel": "online", "currency": "EUR", "merchant.id": "m"}, "label": {"fraud": "bad", "fraudIs": "FRAUD"}}""".Replace("FRAUD", fraudIs, StringComparison.Ordinal));
        (int exitCode, _, string error) = await CommandLine.RunAsync("backtest", folder.Of("bank.csv"), "--map", folder.Of("map.json"), "--week", "2026-01-01");
        Assert.Equal(2, exitCode);
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_changed_byte_in_the_store_is_named()
    {
        using TemporaryFolder folder = new();
        string bank = folder.Of("bank.csv");
        await CommandLine.RunAsync("simulate", "--out", bank, "--customers", "60", "--merchants", "180", "--days", "10");
        await CommandLine.RunAsync("replay", bank, "--data", folder.Of("data"));
        string database = folder.Of("data/documents/customers.db");
        byte[] content = await File.ReadAllBytesAsync(database);
        int at = content.AsSpan().IndexOf("\"outcome\":\"approve\""u8);
        Assert.True(at > 0);
        content[at + 12] ^= 1;
        await File.WriteAllBytesAsync(database, content);
        (int exitCode, string output, _) = await CommandLine.RunAsync("verify", "--data", folder.Of("data"));
        Assert.Equal(1, exitCode);
        Assert.Matches(@"document 'decision:t\d+-\d+' of partition 'c\d+': its checksum", output);
    }

    [Fact]
    public async Task The_demo_goes_from_nothing_to_explained_decisions()
    {
        using TemporaryFolder folder = new();
        (int exitCode, string output, string error) = await CommandLine.RunAsync("demo", "--customers", "300", "--rate", "200", "--stop-after", "400", "--port", "0", "--data", folder.Of("demo"));
        Assert.True(exitCode == 0, error);
        Assert.Contains("Listening on http://127.0.0.1:", output, StringComparison.Ordinal);
        Assert.Matches(@"receipt sha256:[0-9a-f]{16}", output);
        Assert.Matches(@"(?m)^\s+approve\s+\d+", output);
        Assert.Equal(0, (await CommandLine.RunAsync("verify", "--data", folder.Of("demo"))).ExitCode);
    }

    [Fact]
    public async Task The_demo_does_not_empty_a_folder_that_is_no_demo()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Of("precious.txt"), "x");
        (int exitCode, _, string error) = await CommandLine.RunAsync("demo", "--data", folder.Path, "--port", "0");
        Assert.Equal(2, exitCode);
        Assert.Contains("no demo", error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.Of("precious.txt")));
    }

    [Fact]
    public async Task Ctrl_C_ends_the_demo_cleanly()
    {
        using TemporaryFolder folder = new();
        using Process demo = CommandLine.Start("demo", "--customers", "200", "--rate", "50", "--port", "0", "--data", folder.Of("demo"));
        string output = "";
        while (!Regex.IsMatch(output, "receipt sha256"))
            output += await demo.StandardOutput.ReadLineAsync() + "\n";
        using (Process kill = Process.Start("kill", ["-INT", $"{demo.Id}"])!)
            await kill.WaitForExitAsync();
        output += await demo.StandardOutput.ReadToEndAsync();
        await demo.WaitForExitAsync();
        Assert.Matches(@"Stopping", output);
        Assert.Matches(@"(?m)^\s+approve\s+\d+", output);
        Assert.Contains(demo.ExitCode, new[] { 0, 130 });
        Assert.Equal(0, (await CommandLine.RunAsync("verify", "--data", folder.Of("demo"))).ExitCode);
    }
}
