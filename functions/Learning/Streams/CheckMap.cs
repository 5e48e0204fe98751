namespace FraudFunctions.Learning.Streams;

/// <summary>Looks a map over before a file is read with it, so that what cannot work is said at once and with what would.</summary>
internal static class CheckMap
{
    private static readonly string[] needed = ["id", "customerId", "type", "channel", "currency", "time"];

    public static void Throw(CsvMap map)
    {
        foreach (string member in map.Columns.Keys.Concat(map.Constants.Keys).Concat(map.Values.Keys))
        {
            if (!EventWriter.Knows(member))
                throw new FormatException($"The map names '{member}', which is no member of a transaction; known are {string.Join(", ", EventWriter.Members)}. Keep your own under attributes.");
        }
        foreach (string member in needed)
        {
            if (!Has(map, member))
                throw new FormatException($"The map says nothing of '{member}': name its column under columns, or what it always is under constants.{(member is "id" or "customerId" ? " A file without one may use the row's number: \"" + member + "\": \"#\"." : "")}");
        }
        if (Has(map, "amount") == Has(map, "amountMinor"))
            throw new FormatException("The map needs one of 'amount' (whole units: 12.50) and 'amountMinor' (minor units: 1250).");
        if (Has(map, "balanceBefore") && Has(map, "balanceBeforeMinor"))
            throw new FormatException("The map names both 'balanceBefore' and 'balanceBeforeMinor': keep one.");
        if (Has(map, "attributes") && map.Attributes.Count > 0)
            throw new FormatException("The map has a column for all 'attributes' and also columns for single ones: keep one of the two.");
        if (map.Values.Keys.FirstOrDefault(member => !map.Columns.ContainsKey(member)) is { } without)
            throw new FormatException($"The map has values for '{without}' but no column: name it under columns.");
        if (map.AmountFactor <= 0)
            throw new FormatException($"amountFactor is {map.AmountFactor}; it says how many units of the currency one in the column is: 1, or 1000 for thousands.");
        CheckTime(map);
        if (map.Label is { DelayDays: < 0 })
            throw new FormatException("label.delayDays is negative: nobody knows of a fraud before it happens.");
    }

    /// <summary>All columns that the map reads.</summary>
    public static IEnumerable<string> ColumnsOf(CsvMap map) => Uses(map).Select(use => use.Column).Where(column => column != CsvMap.RowNumber);

    /// <summary>What the map reads a column for, in the map's own words.</summary>
    public static string UseOf(CsvMap map, string column) => string.Join(" and ", Uses(map).Where(use => use.Column == column).Select(use => use.For));

    private static IEnumerable<(string Column, string For)> Uses(CsvMap map)
    {
        IEnumerable<(string? Column, string For)> all =
        [
            .. map.Columns.Select(pair => (pair.Value, $"columns.{pair.Key}")),
            .. map.Attributes.Select(pair => (pair.Value, $"attributes.{pair.Key}")),
            (map.Label?.Fraud, "label.fraud"), (map.Label?.Scenario, "label.scenario"), (map.Label?.VerdictColumn, "label.verdictColumn"),
            (map.Label?.KnownTimeColumn, "label.knownTimeColumn"), (map.Label?.SourceColumn, "label.sourceColumn"),
        ];
        return all.Where(use => use.Column is not null).Select(use => (use.Column!, use.For));
    }

    private static bool Has(CsvMap map, string member) => map.Columns.ContainsKey(member) || map.Constants.ContainsKey(member);

    private static void CheckTime(CsvMap map)
    {
        if (CsvMap.Counters.ContainsKey(map.TimeFormat) != map.TimeOrigin is not null)
        {
            throw new FormatException(map.TimeOrigin is null
                ? $"timeFormat is '{map.TimeFormat}': say with timeOrigin from when they are counted, for example \"2026-01-01T00:00:00Z\"."
                : $"timeOrigin is there, but timeFormat is '{map.TimeFormat}': it must be one of {string.Join(", ", CsvMap.Counters.Keys)}.");
        }
    }
}
