using System.CommandLine;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Cli.Verbs;

RootCommand root = new("""
    FraudFunctions: real-time fraud decisions with reasons and receipts.

    Start with 'demo'. Every verb has its own --help.
    Exit codes: 0 done; 1 done, and something is wrong with what was looked at; 2 called wrongly; 3 failed; 4 'backtest' found a score that is too good to be true; 130 stopped by Ctrl-C before its end ('run' and 'demo' end so by design: 0).
    """)
{
    DemoVerb.Create(),
    RunVerb.Create(),
    ReplayVerb.Create(),
    SimulateVerb.Create(),
    TrainVerb.Create(),
    BacktestVerb.Create(),
    VerifyVerb.Create(),
    BenchVerb.Create(),
};

try
{
    if (args.Length == 0)
    {
        await root.Parse("--help").InvokeAsync();
        return ExitCodes.Usage;
    }
    ParseResult parsed = root.Parse(args);
    if (parsed.Errors.Count > 0)
    {
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine(error.Message);
        Console.Error.WriteLine($"See {(parsed.CommandResult.Command == root ? "" : parsed.CommandResult.Command.Name + " ")}--help.");
        return ExitCodes.Usage;
    }
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });
}
catch (UsageException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return ExitCodes.Usage;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return ExitCodes.Stopped;
}
catch (Exception fault)
{
    (string message, int exitCode) = KnownFaults.Tell(fault);
    Console.Error.WriteLine(message);
    return exitCode;
}
