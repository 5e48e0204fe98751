using System.Text.Json;
using System.Text.Json.Serialization;

namespace FraudFunctions.Learning.Streams;

/// <summary>
/// How the columns of a CSV file become transactions and labels. Maps for the product's own files and some public layouts come with it; any other
/// labelled file needs a map of its own (docs/csv-maps.md).
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

    /// <summary>Attribute to column: kept with the transaction as they stand.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Member to what its column says to what is meant; <c>*</c> is everything else.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary><c>iso</c>; <c>seconds</c>, <c>minutes</c>, <c>hours</c> or <c>days</c> since <see cref="TimeOrigin"/>; else a .NET pattern such as <c>dd/MM/yyyy HH:mm</c>.</summary>
    public string TimeFormat { get; init; } = "iso";
    public DateTimeOffset? TimeOrigin { get; init; }

    /// <summary>What one in the column <c>amount</c> or <c>balanceBefore</c> is in units of the currency: 1000 for thousands.</summary>
    public decimal AmountFactor { get; init; } = 1;

    /// <summary>Put an underscore for every character that an id may not hold, instead of refusing the line.</summary>
    public bool CleanIds { get; init; }

    /// <summary>The zone of times that say none: <c>Z</c>, an offset such as <c>+01:00</c>, or a name such as <c>Europe/Berlin</c>.</summary>
    public string? TimeZone { get; init; }
    public LabelMap? Label { get; init; }

    public static IReadOnlyList<string> BuiltIn { get; } = ["handbook", "simulation", "ulb", "sparkov", "paysim"];

    /// <summary>Stands for a column that numbers the rows of the stream, where the file has none.</summary>
    public const string RowNumber = "#";

    internal static IReadOnlyDictionary<string, TimeSpan> Counters { get; } = new Dictionary<string, TimeSpan>
    {
        ["seconds"] = TimeSpan.FromSeconds(1),
        ["minutes"] = TimeSpan.FromMinutes(1),
        ["hours"] = TimeSpan.FromHours(1),
        ["days"] = TimeSpan.FromDays(1),
    };

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
    };

    /// <summary>The column that a member of a transaction comes from, as the engine names it; null when it is no column.</summary>
    public string? ColumnOf(string member)
        => Columns.GetValueOrDefault(member) ?? (member.EndsWith("Minor", StringComparison.Ordinal) ? Columns.GetValueOrDefault(member[..^"Minor".Length]) : null);

    /// <summary>One of the maps that come with the product.</summary>
    public static CsvMap Named(string name)
    {
        if (!BuiltIn.Contains(name))
            throw new ArgumentException($"There is no map '{name}'; known are {string.Join(", ", BuiltIn)}, or give a JSON file.", nameof(name));
        using Stream resource = typeof(CsvMap).Assembly.GetManifestResourceStream($"Maps.{name}.json")!;
        return JsonSerializer.Deserialize<CsvMap>(resource, json)!;
    }

    /// <summary>A map of one's own.</summary>
    /// <exception cref="FormatException">Something in it cannot work; the message names it and says what would.</exception>
    public static CsvMap Parse(string text)
    {
        try
        {
            CsvMap map = JsonSerializer.Deserialize<CsvMap>(text, json) ?? throw new FormatException("The map is empty.");
            CheckMap.Throw(map);
            return map;
        }
        catch (JsonException broken)
        {
            throw new FormatException($"The map is no JSON of the form that docs/csv-maps.md shows: {broken.Message}", broken);
        }
    }
}

/// <summary>
/// Where the file says what was fraud, and when that became known: after a fixed delay, or in a column of its own.
/// </summary>
public sealed record LabelMap
{
    public required string Fraud { get; init; }
    public required string FraudIs { get; init; }

    /// <summary>What the column says of an honest transaction. With it, an empty field is no label and any third value an error; without it, everything else is honest.</summary>
    public string? GenuineIs { get; init; }

    /// <summary>What the column says where nobody knows, when it is not empty there. Such a payment is neither learned from nor measured with.</summary>
    public string? UnknownIs { get; init; }
    public string? Scenario { get; init; }
    public double DelayDays { get; init; } = 7;
    public string Source { get; init; } = "dispute";
    public string? VerdictColumn { get; init; }
    public string? KnownTimeColumn { get; init; }
    public string? SourceColumn { get; init; }
}
