using System.Diagnostics;
using FraudFunctions.Tests.Embedded;
using FraudFunctions.Tests.Flows;

namespace FraudFunctions.Tests.Cli.Verbs;

public sealed class RunVerbTests
{
    [Fact]
    public async Task A_folder_that_somebody_works_with_is_named()
    {
        using TemporaryFolder folder = new();
        using Process first = CommandLine.Start("run", "--data", folder.Path, "--port", "0");
        try
        {
            // It has the folder to itself from its first line on.
            Stopwatch watch = Stopwatch.StartNew();
            while (!File.Exists(folder.Of("lock")) && !first.HasExited && watch.Elapsed < Patience.Limit)
                await Task.Delay(50, TestContext.Current.CancellationToken);
            (int exitCode, _, string error) = await CommandLine.RunAsync("run", "--data", folder.Path, "--port", "0");
            Assert.Equal(2, exitCode);
            Assert.Contains($"'{folder.Path}' is in use by another process", error, StringComparison.Ordinal);
        }
        finally
        {
            first.Kill();
            await first.WaitForExitAsync(CancellationToken.None);
        }
    }
}
