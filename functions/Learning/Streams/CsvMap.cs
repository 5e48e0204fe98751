using System.Text.Json;
using System.Text.Json.Serialization;

namespace FraudFunctions.Learning.Streams;

/// <summary>
/// How the columns of a CSV file become transactions and labels. <c>handbook</c> and <c>simulation</c> come with the product; any other labelled
/// file needs a map of its own.
/// </summary>
/// <example>
/// <code>
/// {"columns": {"id": "trans_num", "customerId": "cc_num", "time": "trans_date_trans_time", "amount": "amt", "merchant.id": "merchant"},
///  "constants": {"type": "payment", "channel": "online", "currency": "USD"}, "timeZone": "Z",
///  "label": {"fraud": "is_fraud", "fraudIs": "1", "delayDays": 7, "source": "dispute"}}
/// </code>
/// </example>
public sealed record CsvMap
{
    /// <summary>Member of a transaction to column of the file. <c>amount</c> is in whole units, <c>amountMinor</c> in minor ones.</summary>
    public required IReadOnlyDictionary<string, string> Columns { get; init; }

    /// <summary>Members that the file does not say, the same for every line.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();

    /// <summary>Put behind times that have no zone: <c>Z</c> or an offset such as <c>+01:00</c>.</summary>
    public string? TimeZone { get; init; }
    public LabelMap? Label { get; init; }

    public static IReadOnlyList<string> BuiltIn { get; } = ["handbook", "simulation"];

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>One of the maps that come with the product.</summary>
    public static CsvMap Named(string name)
    {
        if (!BuiltIn.Contains(name))
            throw new ArgumentException($"There is no map '{name}'; known are {string.Join(", ", BuiltIn)}, or give a JSON file.", nameof(name));
        using Stream resource = typeof(CsvMap).Assembly.GetManifestResourceStream($"Maps.{name}.json")!;
        return JsonSerializer.Deserialize<CsvMap>(resource, json)!;
    }

    /// <summary>A map of one's own.</summary>
    public static CsvMap Parse(string text)
    {
        CsvMap map = JsonSerializer.Deserialize<CsvMap>(text, json) ?? throw new FormatException("The map is empty.");
        foreach (string member in map.Columns.Keys.Concat(map.Constants.Keys))
        {
            if (!EventWriter.Knows(member))
                throw new FormatException($"The map names '{member}', which is no member of a transaction; known are {string.Join(", ", EventWriter.Members)}.");
        }
        return map;
    }
}

/// <summary>
/// Where the file says what was fraud, and when that became known: after a fixed delay, or in a column of its own.
/// </summary>
public sealed record LabelMap
{
    public required string Fraud { get; init; }
    public required string FraudIs { get; init; }
    public string? Scenario { get; init; }
    public double DelayDays { get; init; } = 7;
    public string Source { get; init; } = "dispute";
    public string? VerdictColumn { get; init; }
    public string? KnownTimeColumn { get; init; }
    public string? SourceColumn { get; init; }
}
