using System.CommandLine;
using FraudFunctions.Cli.Benches;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Cli.Verbs;

/// <summary><c>bench</c>: speed and memory as figures, on this machine.</summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        Option<int> payments = new("--payments") { Description = "How many payments to measure on.", DefaultValueFactory = _ => 120_000 };
        Option<int> rate = new("--rate") { Description = "Requests per second for the HTTP part.", DefaultValueFactory = _ => 300 };
        Option<int> seconds = new("--seconds") { Description = "How long the HTTP part lasts.", DefaultValueFactory = _ => 20 };
        Option<string[]> parts = new("--only") { Description = "stages, end-to-end, http, swaps, durable or fold; without it all but swaps that need no FILE.", AllowMultipleArgumentsPerToken = true };
        parts.AcceptOnlyFromAmong("stages", "end-to-end", "http", "swaps", "durable", "fold");
        Option<int> orchestrations = new("--orchestrations") { Description = "With durable: how many orchestrations of five steps.", DefaultValueFactory = _ => 20_000 };
        Option<int> waiting = new("--waiting") { Description = "With durable: how many that wait for their time.", DefaultValueFactory = _ => 100_000 };
        Option<int> spread = new("--spread") { Description = "With durable: over how many seconds these fall due.", DefaultValueFactory = _ => 60 };
        Option<FileInfo?> train = new("--train") { Description = "With --only fold: features15_train_fold_….csv.gz of the handbook." };
        Option<FileInfo?> test = new("--test") { Description = "With --only fold: features15_test_fold_….csv.gz." };
        Command command = new("bench", """
            Measure on a simulated bank, in a temporary folder: the cost of each stage, transactions per second from the log to durable decisions, the time of POST /v1/decisions under a steady load, and the size of the states.

            'swaps' puts the same load on one champion and on champions that are promoted and rolled back under it.

            'durable' measures orchestrations by themselves: how many there fit into a second, how long one takes, and a great many that wait.

            'fold' fits our trees on a fold of the Fraud Detection Handbook, beside XGBoost's where Python has it.

            Compare only what was measured in one run on one machine.
            """) { payments, rate, seconds, orchestrations, waiting, spread, parts, train, test };
        command.SetWork(async (parsed, cancellation) =>
        {
            string[] chosen = parsed.GetValue(parts) is { Length: > 0 } some ? some : ["stages", "end-to-end", "http", "durable"];
            if (chosen.Contains("fold"))
                await FoldAsync(parsed.GetValue(train), parsed.GetValue(test), cancellation);
            if (chosen.Contains("durable"))
                await InFolderAsync(folder => DurableBench.RunAsync(folder, parsed.GetValue(orchestrations), parsed.GetValue(waiting), parsed.GetValue(spread), cancellation));
            if (chosen.All(part => part is "fold" or "durable"))
                return 0;
            Console.Error.WriteLine("Simulating a bank and training its model …");
            BenchData data = BenchData.Simulate(parsed.GetValue(payments), cancellation);
            if (chosen.Contains("end-to-end"))
                await InFolderAsync(folder => EndToEndBench.RunAsync(data, folder, cancellation));
            if (chosen.Contains("http"))
                await InFolderAsync(folder => HttpBench.RunAsync(data, folder, parsed.GetValue(rate), parsed.GetValue(seconds), cancellation));
            if (chosen.Contains("swaps"))
                await InFolderAsync(folder => SwapBench.RunAsync(data, folder, parsed.GetValue(rate), parsed.GetValue(seconds), cancellation));
            if (chosen.Contains("stages"))
                await InFolderAsync(folder => StageBench.RunAsync(data, folder, cancellation));
            return 0;
        });
        return command;
    }

    private static async Task FoldAsync(FileInfo? train, FileInfo? test, CancellationToken cancellation)
    {
        if (train is not { Exists: true } || test is not { Exists: true })
            throw new UsageException("bench --only fold: name the two files with --train and --test.");
        using FileStream trainFile = train.OpenRead();
        using FileStream testFile = test.OpenRead();
        const int Repeats = 7;
        FoldComparison comparison = await FoldComparison.RunAsync(
            HandbookFold.Read(trainFile).Rows, HandbookFold.Read(testFile).Rows, Repeats, TimeProvider.System, new XgboostFold(train.FullName, test.FullName), cancellation);
        Console.WriteLine(comparison.ToTable());
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
