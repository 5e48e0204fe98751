using System.Globalization;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Cli.Verbs;

/// <summary>What has to be told of a stream that was read to learn from: lines and labels that were refused, and whether it says of anything that it was fraud.</summary>
internal static class StreamCheck
{
    /// <summary>Says what was refused.</summary>
    /// <exception cref="UsageException">Nothing is left, or the map's value for fraud is nowhere in the file.</exception>
    public static void Tell(FeatureTable table, CsvMap? map)
    {
        string refused = Refused(table, map);
        if (table.Rows.Rows == 0)
            throw new UsageException($"There is no readable transaction in the stream.{refused}");
        if (map?.Label is { } label && table.Rows.Positives == 0)
            throw new UsageException($"In no row does the column '{label.Fraud}' say '{label.FraudIs}', which label.fraudIs of the map says of fraud: name there what the file has (case counts).{refused}");
        if (refused.Length > 0)
            Console.Error.WriteLine(refused.TrimStart());
    }

    private static string Refused(FeatureTable table, CsvMap? map)
    {
        string told = "";
        if (table.Refused is (var count, { } problem))
            told += string.Create(CultureInfo.InvariantCulture, $" {count:N0} lines were refused; of the first, {problem.Field}{From(map?.ColumnOf(problem.Field))} {problem.Message}.");
        if (table.RefusedLabels is (var labels, { } wrong, var row))
            told += string.Create(CultureInfo.InvariantCulture, $" {labels:N0} labels were refused and count as not said; of the first, in row {row:N0}, {wrong.Field}{From(ColumnOf(map?.Label, wrong.Field))} {wrong.Message}.");
        return told;
    }

    private static string From(string? column) => column is null ? "" : $" (column '{column}')";

    private static string? ColumnOf(LabelMap? label, string member) => member switch
    {
        "knownTime" => label?.KnownTimeColumn,
        "verdict" => label?.VerdictColumn,
        "source" => label?.SourceColumn,
        _ => null,
    };
}
