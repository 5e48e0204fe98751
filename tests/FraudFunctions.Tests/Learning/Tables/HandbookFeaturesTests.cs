using System.Globalization;
using FraudFunctions.Engine.Features;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Tests.Learning.Tables;

/// <summary>The streaming engine computes the fifteen features of the Fraud Detection Handbook as its authors did.</summary>
public sealed class HandbookFeaturesTests
{
    // The published files are rounded to five or six decimals.
    private const double Tolerance = 1e-5;

    [Fact]
    public void Every_row_of_both_folds_has_the_published_features()
    {
        IEnumerable<Func<TextReader>> months = Enumerable.Range(4, 5).Select(month => (Func<TextReader>)(() => ReferenceData.Read($"transactions/transactions_2018-{month:D2}.csv.gz")));
        FeatureTable table = BuildFeatureTable.From(ReadEvents.FromCsv(months, CsvMap.Named("handbook")), FeatureSchema.Handbook());
        Dictionary<string, int> rows = [];
        for (int row = 0; row < table.Rows.Rows; row++)
            rows[table.Rows.RowIds.Span[row].Split('~')[1]] = row;

        Assert.Equal(67_240, Compare("transactions/features15_train_fold_2018-07-25.csv.gz", table, rows));
        Assert.Equal(58_264, Compare("transactions/features15_test_fold_2018-07-25.csv.gz", table, rows));
    }

    private static int Compare(string file, FeatureTable table, Dictionary<string, int> rows)
    {
        using StreamReader published = ReferenceData.Read(file);
        string[] header = published.ReadLine()!.Split(',');
        int[] columns = [.. table.Rows.FeatureNames.Select(name => Array.IndexOf(header, name))];
        int compared = 0;
        while (published.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            ReadOnlySpan<float> features = table.Rows.Features.Row(rows[fields[0]]);
            for (int i = 0; i < columns.Length; i++)
            {
                double expected = double.Parse(fields[columns[i]], CultureInfo.InvariantCulture);
                // The engine's features are single precision: seven digits of a mean amount.
                if (Math.Abs(features[i] - expected) > Tolerance + Math.Abs(expected) * 1e-7)
                    Assert.Fail($"Transaction {fields[0]}: {header[columns[i]]} is {features[i]}, published is {expected}.");
            }
            compared++;
        }
        return compared;
    }
}
