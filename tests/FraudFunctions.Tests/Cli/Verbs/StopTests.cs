using System.Diagnostics;
using FraudFunctions.Tests.Flows;

namespace FraudFunctions.Tests.Cli.Verbs;

/// <summary>Ctrl-C in the middle of long work.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData("train")]
    [InlineData("backtest")]
    public async Task A_verb_that_is_stopped_says_so_and_answers_130(string verb)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "long.csv"), map = Path.Combine(folder.Path, "map.json");
        File.WriteAllLines(file, Enumerable.Range(0, 1_000_000).Select(i => $"{i},c{i % 5_000},{new DateTime(2026, 1, 1).AddSeconds(i * 8):yyyy-MM-ddTHH:mm:ss},{20 + i % 90},{(i % 500 == 0 ? 1 : 0)},m{i % 300}").Prepend("no,who,when,sum,bad,where"));
        File.WriteAllText(map, """
            {"columns": {"id": "no", "customerId": "who", "time": "when", "amount": "sum", "merchant.id": "where"}, "timeZone": "Z",
             "constants": {"type": "payment", "channel": "pos", "currency": "EUR", "direction": "debit"}, "label": {"fraud": "bad", "fraudIs": "1"} }
            """);
        using Process process = CommandLine.Start([verb, file, "--map", map, .. verb == "train" ? (string[])["--data", folder.Path] : []]);
        Task<string> said = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        // In the middle of the work, by what it has worked: a slow machine takes longer to come there, and all of it takes five times as much.
        while (!process.HasExited && process.TotalProcessorTime < TimeSpan.FromSeconds(3))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            process.Refresh();
        }
        Assert.False(process.HasExited, "It ended before it could be stopped.");
        // Handled as Ctrl-C is, which a process that was started in the background may have been told to ignore.
        await Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.EndsWith("Stopped.\n", await said, StringComparison.Ordinal);
    }
}
