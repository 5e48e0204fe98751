using System.Globalization;
using System.Text;
using FraudFunctions.Engine.Labels;
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
        PriorityQueue<LabelEvent, (DateTimeOffset, long)> labels = new();
        long rows = 0;
        foreach (Func<TextReader> open in files)
        {
            using TextReader text = open();
            using CsvDataReader csv = CsvDataReader.Create(text, new CsvDataReaderOptions { MaxBufferSize = LongestLine, Culture = CultureInfo.InvariantCulture });
            CheckColumns(csv, map);
            Dictionary<string, int> columns = Enumerable.Range(0, csv.FieldCount).ToDictionary(csv.GetName, index => index, StringComparer.Ordinal);
            while (csv.Read())
            {
                rows++;
                if (csv.RowFieldCount != csv.FieldCount)
                {
                    yield return Raw(csv.GetRawRecordSpan().ToString().TrimEnd());
                    continue;
                }
                string Field(string column) => csv.GetString(columns[column]);
                TransactionEvent transaction = Transaction(map, writer, Field);
                while (labels.TryPeek(out LabelEvent? label, out _) && label.Time <= transaction.Time)
                    yield return labels.Dequeue();
                yield return transaction;
                if (Label(map, writer, Field, transaction) is { } known)
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
        Truth? truth = map.Label is { } label
            ? new Truth(field(label.Fraud) == label.FraudIs, label.Scenario is null || field(label.Scenario) is not { Length: > 0 } scenario ? null : scenario)
            : null;
        return new TransactionEvent(TimeOf(map, writer, field), Member(map, "customerId", field), writer.Write(field), truth);
    }

    private static LabelEvent? Label(CsvMap map, EventWriter writer, Func<string, string> field, TransactionEvent transaction)
    {
        // What happened at no readable time is refused, and so would be what is said of it.
        if (map.Label is not { } label || transaction.Time == default)
            return null;
        bool fraud = field(label.Fraud) == label.FraudIs;
        if (label.VerdictColumn is { } verdictColumn)
        {
            string verdict = field(verdictColumn);
            return verdict.Length == 0 ? null : Label(map, writer, field, transaction, verdict == "fraud" ? Verdict.Fraud : Verdict.Genuine);
        }
        // Without labels of their own, honest transactions are those of which nobody ever complains.
        return fraud ? Label(map, writer, field, transaction, Verdict.Fraud) : null;
    }

    private static LabelEvent Label(CsvMap map, EventWriter writer, Func<string, string> field, TransactionEvent transaction, Verdict verdict)
    {
        LabelMap label = map.Label!;
        DateTimeOffset known = label.KnownTimeColumn is { } column && field(column) is { Length: > 0 } text ? ParseTime(writer, text) : transaction.Time.AddDays(label.DelayDays);
        string source = label.SourceColumn is { } sourceColumn && field(sourceColumn) is { Length: > 0 } named ? named : label.Source;
        Label entry = new()
        {
            TransactionId = Member(map, "id", field),
            CustomerId = transaction.Key,
            Verdict = verdict,
            EventTime = transaction.Time,
            KnownTime = known,
            Source = Enum.Parse<LabelSource>(source.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        };
        return new LabelEvent(known, transaction.Key, LabelReader.ToJson(entry));
    }

    private static string Member(CsvMap map, string member, Func<string, string> field)
        => map.Columns.TryGetValue(member, out string? column) ? field(column) : map.Constants.GetValueOrDefault(member, "");

    private static DateTimeOffset TimeOf(CsvMap map, EventWriter writer, Func<string, string> field) => ParseTime(writer, Member(map, "time", field));

    // A time that is none has no place in the order; the engine refuses the event by name.
    private static DateTimeOffset ParseTime(EventWriter writer, string text)
        => DateTimeOffset.TryParse(writer.Zoned(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.ToUniversalTime() : default;

    private static void CheckColumns(CsvDataReader csv, CsvMap map)
    {
        HashSet<string> there = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetName)];
        IEnumerable<string?> wanted = map.Columns.Values.Concat<string?>([map.Label?.Fraud, map.Label?.Scenario, map.Label?.VerdictColumn, map.Label?.KnownTimeColumn, map.Label?.SourceColumn]);
        foreach (string? column in wanted)
        {
            if (column is not null && !there.Contains(column))
                throw new FormatException($"The file has no column '{column}', which the map names; it has {string.Join(", ", there)}.");
        }
    }
}
