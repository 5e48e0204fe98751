namespace FraudFunctions.Cli.Hosting;

/// <summary>What a verb answers to the shell.</summary>
internal static class ExitCodes
{
    public const int Usage = 2;
    public const int Failed = 3;
    public const int Leak = 4;
    public const int Stopped = 130;
}
