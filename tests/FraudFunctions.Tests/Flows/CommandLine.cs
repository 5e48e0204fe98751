using System.Diagnostics;

namespace FraudFunctions.Tests.Flows;

/// <summary>The command line as a process of its own.</summary>
internal static class CommandLine
{
    private static readonly string assembly = Path.Combine(AppContext.BaseDirectory, "FraudFunctions.Cli.dll");

    public static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["exec", assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Elsewhere than in the project: a verb must not find its files by luck.
            WorkingDirectory = Path.GetTempPath(),
        };
        return Process.Start(start)!;
    }

    /// <summary>Runs to the end; the exit code and all that was printed.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs for a while, then kills it with a signal that it cannot answer; true when it had come to its end before.</summary>
    public static async Task<bool> RunAndKillAsync(TimeSpan after, params string[] arguments)
    {
        using Process process = Start(arguments);
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource time = new(after);
        try
        {
            await process.WaitForExitAsync(time.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
            return false;
        }
    }
}
