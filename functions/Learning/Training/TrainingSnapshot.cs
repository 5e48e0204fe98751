using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Learning.Governance;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Training;

/// <summary>A payment as it was decided, and all that was said of it since.</summary>
public sealed record SnapshotRow
{
    public required string CustomerId { get; init; }
    public required string TransactionId { get; init; }
    public required DateTimeOffset Time { get; init; }

    /// <summary>In minor units of the base currency.</summary>
    public required long AmountMinor { get; init; }
    public required string Channel { get; init; }
    public required string? Merchant { get; init; }

    /// <summary>Held or declined: what would have become of it nobody knows, unless somebody says so.</summary>
    public required bool Withheld { get; init; }

    /// <summary>The probability that it was decided by; null when there was no model.</summary>
    public required double? Probability { get; init; }

    /// <summary>As served.</summary>
    public required float[] Features { get; init; }
    public required IReadOnlyList<Word> Words { get; init; }
}

/// <summary>What was decided and known of it at a time: everything that a retraining learns from, kept as one file so that each of its steps sees the same.</summary>
public sealed class TrainingSnapshot
{
    internal TrainingSnapshot(DateTimeOffset at, string schemaHash, IReadOnlyList<SnapshotRow> rows) => (At, SchemaHash, Rows) = (at, schemaHash, rows);

    /// <summary>No word counts that became known later.</summary>
    public DateTimeOffset At { get; }
    public string SchemaHash { get; }

    /// <summary>In order of time.</summary>
    public IReadOnlyList<SnapshotRow> Rows { get; }

    /// <summary>Takes what had happened and was known by then.</summary>
    public static TrainingSnapshot Take(IEnumerable<SnapshotRow> rows, string schemaHash, DateTimeOffset at) => new(at, schemaHash,
    [
        .. rows.Where(row => row.Time <= at)
            .OrderBy(row => row.Time).ThenBy(row => row.CustomerId, StringComparer.Ordinal).ThenBy(row => row.TransactionId, StringComparer.Ordinal)
            .Select(row => row with { Words = [.. row.Words.Where(word => word.Known <= at).OrderBy(word => word.Known).ThenBy(word => word.Source).ThenBy(word => word.Verdict)] }),
    ]);

    /// <summary>All of it as a table, in which a withheld payment says nothing by silence.</summary>
    public FeatureTable Table(FeatureSchema schema)
    {
        if (schema.Hash != SchemaHash)
            throw new ArgumentException($"The snapshot is of feature schema {SchemaHash[..12]}, asked for is {schema.Hash[..12]}.", nameof(schema));
        SnapshotRow[] rows = [.. Rows];
        float[] values = new float[(long)rows.Length * schema.Width];
        for (int i = 0; i < rows.Length; i++)
            rows[i].Features.CopyTo(values.AsSpan(i * schema.Width, schema.Width));
        return new FeatureTable
        {
            Schema = schema,
            Rows = new Dataset
            {
                FeatureNames = [.. schema.Columns.Select(column => column.Name)],
                Features = new Matrix(rows.Length, schema.Width, values),
                Labels = Array.ConvertAll(rows, row => Standing.Of([.. row.Words], At) is { Verdict: Verdict.Fraud }),
                RowIds = Array.ConvertAll(rows, row => Decision.IdOf(row.CustomerId, row.TransactionId)),
                CustomerIds = Array.ConvertAll(rows, row => row.CustomerId),
                Times = Array.ConvertAll(rows, row => row.Time),
                AmountsMinor = Array.ConvertAll(rows, row => row.AmountMinor),
            },
            Words = Array.ConvertAll(rows, row => (ReadOnlyMemory<Word>)row.Words.ToArray()),
            Scenarios = new string?[rows.Length],
            Declined = Array.ConvertAll(rows, row => row.Withheld),
        };
    }

    /// <summary>Settled rows from a time until another, with what is known of them now, in slices by channel and amount.</summary>
    public SnapshotTest Test(FeatureSchema schema, DateTimeOffset from, DateTimeOffset until, TimeSpan maturity)
    {
        FeatureTable table = Table(schema);
        (int[] numbers, bool[] labels) = table.KnownRowsAt(At, maturity, from, until);
        TestRows rows = new(table.Rows.Select(numbers) with { Labels = labels }, new Dictionary<string, string[]>
        {
            ["channel"] = Array.ConvertAll(numbers, row => Rows[row].Channel),
            ["amount"] = Array.ConvertAll(numbers, row => TestRows.BandOf(Rows[row].AmountMinor)),
        });
        return new SnapshotTest(table, numbers, rows);
    }

    /// <summary>What labels said, for those who look whether it can be believed.</summary>
    public IReadOnlyList<LabelledRow> Labelled() => [.. Rows.Select(row => new LabelledRow(row.Time, row.Merchant, row.Probability, row.Words))];

    /// <summary>SHA-256 of all it holds.</summary>
    public string ContentHash() => SnapshotFormat.HashOf(this);

    public byte[] ToBytes() => SnapshotFormat.Write(this);

    public static TrainingSnapshot FromBytes(byte[] bytes) => SnapshotFormat.Read(bytes);
}

/// <summary>Rows to test models on, and where they stand in the table of everything: a sequence must have read what came before them.</summary>
public sealed record SnapshotTest(FeatureTable Table, int[] Numbers, TestRows Test);
