using System.Globalization;
using System.Text;
using FraudFunctions.Engine.Transactions;
using Sylvan.Data.Csv;

namespace FraudFunctions.Learning.Streams;

/// <summary>
/// Reads files as the streams they stand for: transactions in the order of the file, and each label at the moment it becomes known, before the
/// transactions of that moment.
/// </summary>
public static class ReadEvents
{
    // A line longer than any event may be still has to reach the quarantine whole.
    private const int LongestLine = 64 * 1024 * 1024;

    /// <summary>Lines of JSON, one transaction each, passed on as they stand.</summary>
    public static IEnumerable<StreamEvent> FromJsonLines(TextReader lines)
    {
        while (lines.ReadLine() is { } line)
        {
            if (line.Length > 0)
                yield return Raw(line);
        }
    }

    /// <summary>
    /// CSV files with a header, through a map; several are one stream in the order given, so that what is learned of a transaction may become
    /// known in a later file.
    /// </summary>
    /// <exception cref="FormatException">A file has not the columns that the map names.</exception>
    public static IEnumerable<StreamEvent> FromCsv(IEnumerable<Func<TextReader>> files, CsvMap map)
    {
        EventWriter writer = new(map);
        LabelWriter? labelWriter = map.Label is { } named ? new(named, writer, IsFraud) : null;
        PriorityQueue<LabelEvent, (DateTimeOffset, long)> labels = new();
        long rows = 0;
        foreach (Func<TextReader> open in files)
        {
            using TextReader text = open();
            using CsvDataReader csv = CsvDataReader.Create(text, new CsvDataReaderOptions { MaxBufferSize = LongestLine, Culture = CultureInfo.InvariantCulture });
            Dictionary<string, int> columns = Columns(csv, map);
            while (csv.Read())
            {
                rows++;
                if (csv.RowFieldCount != csv.FieldCount)
                {
                    yield return Raw(csv.GetRawRecordSpan().ToString().TrimEnd());
                    continue;
                }
                string Field(string column) => column == CsvMap.RowNumber ? rows.ToString(CultureInfo.InvariantCulture) : csv.GetString(columns[column]);
                TransactionEvent transaction = Transaction(map, writer, Field);
                while (labels.TryPeek(out LabelEvent? label, out _) && label.Time <= transaction.Time)
                    yield return labels.Dequeue();
                yield return transaction;
                if (labelWriter?.Write(Field, transaction, rows) is { } known)
                    labels.Enqueue(known, (known.Time, rows));
            }
        }
        // What became known after the end of the last file is not part of it.
    }

    private static StreamEvent Raw(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        Transaction? transaction = TransactionReader.Read(bytes, DateTimeOffset.MaxValue.AddDays(-1)).Value;
        // A line without a readable customer still has a place: all of them the same, so that their order is kept.
        return new TransactionEvent(transaction?.Time ?? default, transaction?.CustomerId ?? "", bytes, null);
    }

    private static TransactionEvent Transaction(CsvMap map, EventWriter writer, Func<string, string> field)
    {
        Truth? truth = null;
        if (map.Label is { } label)
        {
            bool? isFraud = IsFraud(label, field);
            truth = new Truth(isFraud == true, label.Scenario is null || field(label.Scenario) is not { Length: > 0 } scenario ? null : scenario) { IsKnown = isFraud is not null };
        }
        return new TransactionEvent(ParseTime(writer, writer.TextOf("time", field)), writer.TextOf("customerId", field), writer.Write(field), truth);
    }

    /// <summary>What the file says of a payment; null when it says that nobody knows.</summary>
    private static bool? IsFraud(LabelMap label, Func<string, string> field)
    {
        string said = field(label.Fraud);
        if (Same(said, label.FraudIs))
            return true;
        if (label.GenuineIs is null || Same(said, label.GenuineIs))
            return false;
        return said.Length == 0 || (label.UnknownIs is { } unknown && Same(said, unknown))
            ? null
            : throw new FormatException($"The column '{label.Fraud}' says '{said}' in row {field(CsvMap.RowNumber)}; label.fraudIs is '{label.FraudIs}' and label.genuineIs '{label.GenuineIs}'. Name the values that the file has, say with label.unknownIs what stands where nobody knows, or leave genuineIs out if all others are honest.");
    }

    // 1.0 is 1 too: a column that had gaps comes out of many tools as fractions.
    private static bool Same(string said, string meant)
        => said == meant || (double.TryParse(said, CultureInfo.InvariantCulture, out double one) && double.TryParse(meant, CultureInfo.InvariantCulture, out double other) && one == other);

    // A time that is none has no place in the order; the engine refuses the event by name.
    internal static DateTimeOffset ParseTime(EventWriter writer, string text)
        => DateTimeOffset.TryParse(writer.TimeOf(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.ToUniversalTime() : default;

    private static Dictionary<string, int> Columns(CsvDataReader csv, CsvMap map)
    {
        Dictionary<string, int> columns = new(StringComparer.Ordinal);
        HashSet<string> twice = new(StringComparer.Ordinal);
        for (int index = 0; index < csv.FieldCount; index++)
        {
            if (!columns.TryAdd(csv.GetName(index), index))
                twice.Add(csv.GetName(index));
        }
        foreach (string column in CheckMap.ColumnsOf(map))
        {
            if (!columns.ContainsKey(column))
                throw new FormatException($"The file has no column '{column}', which the map names for {CheckMap.UseOf(map, column)}; it has {string.Join(", ", columns.Keys)}. Name one of these there (case counts).");
            if (twice.Contains(column))
                throw new FormatException($"The file has the column '{column}' twice, and the map names it for {CheckMap.UseOf(map, column)}. Rename one of them in the header.");
        }
        return columns;
    }
}
