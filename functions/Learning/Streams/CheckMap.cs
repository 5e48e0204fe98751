using System.Text.RegularExpressions;
using FraudFunctions.Engine.Labels;

namespace FraudFunctions.Learning.Streams;

/// <summary>Looks a map over before a file is read with it, so that what cannot work is said at once and with what would.</summary>
internal static partial class CheckMap
{
    // Longer than any file: a longer delay is a mistake, and no label would ever be known.
    private const double LongestDelayDays = 3_650;
    private const decimal LargestFactor = 1_000_000_000;

    private static readonly string[] needed = ["id", "customerId", "type", "channel", "currency", "time"];

    public static void Throw(CsvMap map)
    {
        foreach ((string member, string? said) in map.Columns.Select(pair => ($"columns.{pair.Key}", (string?)pair.Value)).Concat(map.Constants.Select(pair => ($"constants.{pair.Key}", (string?)pair.Value))).Concat(map.Attributes.Select(pair => ($"attributes.{pair.Key}", (string?)pair.Value))))
        {
            if (string.IsNullOrEmpty(said))
                throw new FormatException($"{member} is {(said is null ? "null" : "empty")}: name a column or a value, or leave the member out.");
        }
        foreach ((string member, IReadOnlyDictionary<string, string> values) in map.Values)
        {
            if (values is null || values.Values.Any(value => value is null))
                throw new FormatException($"values.{member} has a null: say what is meant, or leave it out.");
        }
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
        if (map.AmountFactor is <= 0 or > LargestFactor)
            throw new FormatException($"amountFactor is {map.AmountFactor}; it says how many units of the currency one in the column is: 1, or 1000 for thousands.");
        CheckTime(map);
        if (map.Label is { } label)
            CheckLabel(label);
    }

    /// <summary>Whether a zone is written as ISO 8601 does, <c>Z</c> or <c>+01:00</c>; any other is the name of one.</summary>
    public static bool IsOffset(string zone) => Offsets().IsMatch(zone);

    /// <summary>Who said it, as a map or a column names it; null when nobody is called so.</summary>
    public static LabelSource? SourceOf(string text)
        => text.Length > 0 && !char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+') && Enum.TryParse(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out LabelSource source) && Enum.IsDefined(source) ? source : null;

    private static void CheckLabel(LabelMap label)
    {
        if (label.DelayDays < 0)
            throw new FormatException("label.delayDays is negative: nobody knows of a fraud before it happens.");
        if (!(label.DelayDays <= LongestDelayDays))
            throw new FormatException($"label.delayDays is {label.DelayDays}; at most {LongestDelayDays} are taken. It counts days: 7 is a week.");
        if (SourceOf(label.Source) is null)
            throw new FormatException($"label.source is '{label.Source}'; known are issuer, analyst, earlyFraudReport, dispute and final.");
        if (label.UnknownIs is not null && label.GenuineIs is null)
            throw new FormatException("label.unknownIs needs label.genuineIs: without it all that is not fraud counts as honest.");
    }

    [GeneratedRegex(@"^(Z|[+-](0\d|1[0-4]):[0-5]\d)$")]
    private static partial Regex Offsets();

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
        if (map.TimeZone is { } zone && !IsOffset(zone) && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            throw new FormatException($"timeZone is '{zone}', which this machine does not know: write Z, an offset such as +01:00, or a name such as Europe/Berlin.");
        if (CsvMap.Counters.ContainsKey(map.TimeFormat) != map.TimeOrigin is not null)
        {
            throw new FormatException(map.TimeOrigin is null
                ? $"timeFormat is '{map.TimeFormat}': say with timeOrigin from when they are counted, for example \"2026-01-01T00:00:00Z\"."
                : $"timeOrigin is there, but timeFormat is '{map.TimeFormat}': it must be one of {string.Join(", ", CsvMap.Counters.Keys)}.");
        }
    }
}
