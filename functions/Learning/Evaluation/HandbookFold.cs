using System.Globalization;
using System.IO.Compression;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Evaluation;

/// <summary>Reads one fold of the Fraud Detection Handbook: its 15 features by transaction, gzipped CSV.</summary>
/// <remarks>Columns: TRANSACTION_ID, 15 features of which the first is the amount, TX_FRAUD, and in a test fold XGB_SCORE.</remarks>
public static class HandbookFold
{
    private const string IdColumn = "TRANSACTION_ID", LabelColumn = "TX_FRAUD", ReferenceColumn = "XGB_SCORE";

    /// <summary>The rows, and XGBoost's own scores where the file has them (else empty).</summary>
    public static (Dataset Rows, double[] ReferenceScores) Read(Stream gzip)
    {
        using var reader = new StreamReader(new GZipStream(gzip, CompressionMode.Decompress, leaveOpen: true));
        var header = (reader.ReadLine() ?? throw new InvalidDataException("The fold is empty.")).Split(',');
        var label = Array.IndexOf(header, LabelColumn);
        if (header[0] != IdColumn || label < 2)
            throw new InvalidDataException($"A fold begins with {IdColumn} and has {LabelColumn} after the features.");
        var reference = Array.IndexOf(header, ReferenceColumn);
        var (ids, values, labels, amounts, scores) = (new List<string>(), new List<float>(), new List<bool>(), new List<long>(), new List<double>());
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var fields = line.Split(',');
            ids.Add(fields[0]);
            for (var column = 1; column < label; column++)
                values.Add(float.Parse(fields[column], CultureInfo.InvariantCulture));
            labels.Add(fields[label] == "1");
            amounts.Add((long)Math.Round(100 * decimal.Parse(fields[1], CultureInfo.InvariantCulture)));
            if (reference >= 0)
                scores.Add(double.Parse(fields[reference], CultureInfo.InvariantCulture));
        }
        var rows = new Dataset
        {
            FeatureNames = header[1..label],
            Features = new Matrix(ids.Count, label - 1, values.ToArray()),
            Labels = labels.ToArray(),
            RowIds = ids.ToArray(),
            AmountsMinor = amounts.ToArray()
        };
        return (rows, [.. scores]);
    }

    /// <summary>Adds the card and the time of every row from the handbook's transactions, one gzipped CSV per month.</summary>
    public static Dataset WithCards(Dataset rows, params IEnumerable<Stream> months)
    {
        var rowOf = new Dictionary<string, int>(rows.Rows);
        for (var row = 0; row < rows.Rows; row++)
            rowOf.Add(rows.RowIds.Span[row], row);
        var (cards, times) = (new string[rows.Rows], new DateTimeOffset[rows.Rows]);
        var found = 0;
        foreach (var month in months)
        {
            using var reader = new StreamReader(new GZipStream(month, CompressionMode.Decompress, leaveOpen: true));
            var header = (reader.ReadLine() ?? "").Split(',');
            var (id, time, card) = (Array.IndexOf(header, IdColumn), Array.IndexOf(header, "TX_DATETIME"), Array.IndexOf(header, "CUSTOMER_ID"));
            if (id < 0 || time < 0 || card < 0)
                throw new InvalidDataException($"Transactions need {IdColumn}, TX_DATETIME and CUSTOMER_ID.");
            while (reader.ReadLine() is { Length: > 0 } line)
            {
                var fields = line.Split(',');
                if (!rowOf.TryGetValue(fields[id], out var row))
                    continue;
                cards[row] = fields[card];
                times[row] = DateTimeOffset.Parse(fields[time], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                found++;
            }
        }
        return found == rows.Rows
            ? rows with { CustomerIds = cards, Times = times }
            : throw new InvalidDataException($"The transactions hold {found} of the {rows.Rows} rows.");
    }
}
