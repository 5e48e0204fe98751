using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace FraudFunctions.Cli.Benches;

/// <summary>Runs a Python script that fits XGBoost on a fold, where a Python with XGBoost is installed. For comparison only: nothing else needs Python.</summary>
internal sealed record XgboostFold(string TrainFile, string TestFile)
{
    /// <summary>Tried in this order: the one on the path may be an environment without the distribution's packages.</summary>
    public IReadOnlyList<string> Pythons { get; init; } = ["python3", "/usr/bin/python3"];

    /// <summary>The results, or none and the reason.</summary>
    internal async Task<(IReadOnlyList<FoldResult> Results, string? Reason)> RunAsync(int repeats, CancellationToken cancel)
    {
        foreach (var python in Pythons)
        {
            if ((await RunAsync(python, ["-c", "import xgboost"], cancel)).ExitCode != 0)
                continue;
            var (exitCode, output, errors) = await RunAsync(python, ["-c", Script(), TrainFile, TestFile, $"{repeats}"], cancel);
            return exitCode == 0
                ? (JsonSerializer.Deserialize<FoldResult[]>(output, JsonSerializerOptions.Web) ?? [], null)
                : ([], $"XGBoost failed: {errors.Trim()}");
        }
        return ([], $"No XGBoost: none of {string.Join(", ", Pythons)} can import it.");
    }

    private static string Script()
    {
        using StreamReader script = new(typeof(XgboostFold).Assembly.GetManifestResourceStream("xgboost_fold.py")!);
        return script.ReadToEnd();
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string file, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            using var killed = cancel.Register(() => process.Kill(entireProcessTree: true));
            var errors = process.StandardError.ReadToEndAsync(cancel);
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, output, await errors);
        }
        catch (Win32Exception notFound)
        {
            return (-1, "", notFound.Message);
        }
    }
}
