using System.CommandLine;
using FraudFunctions.Cli.Benches;

namespace FraudFunctions.Cli.Verbs;

/// <summary><c>bench</c>: speed and memory as figures, on this machine.</summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        Option<int> payments = new("--payments") { Description = "How many payments to measure on.", DefaultValueFactory = _ => 120_000 };
        Option<int> rate = new("--rate") { Description = "Requests per second for the HTTP part.", DefaultValueFactory = _ => 300 };
        Option<int> seconds = new("--seconds") { Description = "How long the HTTP part lasts.", DefaultValueFactory = _ => 20 };
        Option<string[]> parts = new("--only") { Description = "stages, end-to-end or http; all three without it.", AllowMultipleArgumentsPerToken = true };
        parts.AcceptOnlyFromAmong("stages", "end-to-end", "http");
        Command command = new("bench", """
            Measure on a simulated bank, in a temporary folder: the cost of each stage, transactions per second from the log to durable decisions, the time of POST /v1/decisions under a steady load, and the size of the states.

            Compare only what was measured in one run on one machine.
            """) { payments, rate, seconds, parts };
        command.SetAction(async (parsed, cancellation) =>
        {
            string[] chosen = parsed.GetValue(parts) is { Length: > 0 } some ? some : ["stages", "end-to-end", "http"];
            Console.Error.WriteLine("Simulating a bank and training its model …");
            BenchData data = BenchData.Simulate(parsed.GetValue(payments), cancellation);
            if (chosen.Contains("end-to-end"))
                await InFolderAsync(folder => EndToEndBench.RunAsync(data, folder, cancellation));
            if (chosen.Contains("http"))
                await InFolderAsync(folder => HttpBench.RunAsync(data, folder, parsed.GetValue(rate), parsed.GetValue(seconds), cancellation));
            if (chosen.Contains("stages"))
                await InFolderAsync(folder => StageBench.RunAsync(data, folder, cancellation));
            return 0;
        });
        return command;
    }

    private static async Task InFolderAsync(Func<string, Task> bench)
    {
        string folder = Directory.CreateTempSubdirectory("fraud-bench-").FullName;
        try
        {
            await bench(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
