using System.IO.Compression;
using System.Text.Json;
using FraudFunctions.Embedded.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Sylvan.Data.Csv;

namespace FraudFunctions.Cli.Hosting;

/// <summary>What may go wrong on any machine, told in a line; where the fault is ours, with its stack.</summary>
internal static class KnownFaults
{
    public static (string Message, int ExitCode) Tell(Exception fault) => fault switch
    {
        // Called on something that cannot be worked with: another folder, port or file mends it.
        EventLogLockedException or OptionsValidationException => (fault.Message, ExitCodes.Usage),
        ArgumentOutOfRangeException { ParamName: { } parameter } wrong => ($"{parameter}: {FirstLine(wrong.Message)}", ExitCodes.Usage),
        FormatException or CsvFormatException or JsonException => (fault.Message, ExitCodes.Usage),
        InvalidDataException when fault.StackTrace?.Contains(nameof(GZipStream), StringComparison.Ordinal) == true => ($"A packed file is damaged: {fault.Message}", ExitCodes.Usage),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => (fault.Message, ExitCodes.Usage),
        IOException when fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException => ($"{fault.Message} Choose another --port.", ExitCodes.Usage),
        SqliteException { SqliteErrorCode: NotADatabase or Corrupt } => ($"A database of the store is damaged: {fault.Message}", ExitCodes.Failed),
        EventLogCorruptException or InvalidDataException or IOException => (fault.Message, ExitCodes.Failed),
        _ => (fault.ToString(), ExitCodes.Failed),
    };

    // Of SQLite's result codes.
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private static string FirstLine(string message) => message.Split('\n')[0].Split(" (Parameter")[0];
}
