using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
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
    private const int FormatVersion = 1;

    private TrainingSnapshot(DateTimeOffset at, string schemaHash, IReadOnlyList<SnapshotRow> rows) => (At, SchemaHash, Rows) = (at, schemaHash, rows);

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
        (int[] known, bool[] labels) = table.KnownRowsAt(At, maturity, from);
        int end = known.TakeWhile(row => Rows[row].Time < until).Count();
        int[] numbers = known[..end];
        TestRows rows = new(table.Rows.Select(numbers) with { Labels = labels[..end] }, new Dictionary<string, string[]>
        {
            ["channel"] = Array.ConvertAll(numbers, row => Rows[row].Channel),
            ["amount"] = Array.ConvertAll(numbers, row => TestRows.BandOf(Rows[row].AmountMinor)),
        });
        return new SnapshotTest(table, numbers, rows);
    }

    /// <summary>What labels said, for those who look whether it can be believed.</summary>
    public IReadOnlyList<LabelledRow> Labelled() => [.. Rows.Select(row => new LabelledRow(row.Time, row.Merchant, row.Probability, row.Words))];

    /// <summary>SHA-256 of all it holds.</summary>
    public string ContentHash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using MemoryStream part = new();
        using BinaryWriter writer = new(part);
        WriteHead(writer);
        hash.AppendData(part.GetBuffer().AsSpan(0, (int)part.Length));
        foreach (SnapshotRow row in Rows)
        {
            part.SetLength(0);
            Write(writer, row);
            hash.AppendData(part.GetBuffer().AsSpan(0, (int)part.Length));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public byte[] ToBytes()
    {
        using MemoryStream stream = new();
        using (BrotliStream packed = new(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (BinaryWriter writer = new(packed, Encoding.UTF8))
        {
            WriteHead(writer);
            foreach (SnapshotRow row in Rows)
                Write(writer, row);
        }
        return stream.ToArray();
    }

    public static TrainingSnapshot FromBytes(byte[] bytes)
    {
        using BinaryReader reader = new(new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        if (reader.ReadInt32() is var version && version != FormatVersion)
            throw new InvalidDataException($"The snapshot has format {version}; this release reads {FormatVersion}.");
        DateTimeOffset at = Time(reader.ReadInt64());
        string schemaHash = reader.ReadString();
        SnapshotRow[] rows = new SnapshotRow[reader.ReadInt32()];
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < rows.Length; i++)
            rows[i] = Read(reader, names);
        return new TrainingSnapshot(at, schemaHash, rows);
    }

    private void WriteHead(BinaryWriter writer)
    {
        writer.Write(FormatVersion);
        writer.Write(At.UtcTicks);
        writer.Write(SchemaHash);
        writer.Write(Rows.Count);
    }

    private static void Write(BinaryWriter writer, SnapshotRow row)
    {
        writer.Write(row.CustomerId);
        writer.Write(row.TransactionId);
        writer.Write(row.Time.UtcTicks);
        writer.Write(row.AmountMinor);
        writer.Write(row.Channel);
        writer.Write(row.Merchant ?? "");
        writer.Write(row.Withheld);
        writer.Write(row.Probability ?? double.NaN);
        writer.Write(row.Features.Length);
        writer.Write(MemoryMarshal.AsBytes<float>(row.Features));
        writer.Write(row.Words.Count);
        foreach (Word word in row.Words)
        {
            writer.Write((byte)word.Verdict);
            writer.Write((byte)word.Source);
            writer.Write(word.Known.UtcTicks);
        }
    }

    private static SnapshotRow Read(BinaryReader reader, Dictionary<string, string> names)
    {
        string customer = Shared(reader.ReadString(), names), id = reader.ReadString();
        DateTimeOffset time = Time(reader.ReadInt64());
        long amount = reader.ReadInt64();
        string channel = Shared(reader.ReadString(), names), merchant = Shared(reader.ReadString(), names);
        bool withheld = reader.ReadBoolean();
        double probability = reader.ReadDouble();
        float[] features = new float[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(features.AsSpan()));
        Word[] words = new Word[reader.ReadInt32()];
        for (int i = 0; i < words.Length; i++)
            words[i] = new Word((Verdict)reader.ReadByte(), (LabelSource)reader.ReadByte(), Time(reader.ReadInt64()));
        return new SnapshotRow
        {
            CustomerId = customer,
            TransactionId = id,
            Time = time,
            AmountMinor = amount,
            Channel = channel,
            Merchant = merchant.Length == 0 ? null : merchant,
            Withheld = withheld,
            Probability = double.IsNaN(probability) ? null : probability,
            Features = features,
            Words = words,
        };
    }

    private static string Shared(string text, Dictionary<string, string> names)
    {
        if (names.TryGetValue(text, out string? there))
            return there;
        names.Add(text, text);
        return text;
    }

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}

/// <summary>Rows to test models on, and where they stand in the table of everything: a sequence must have read what came before them.</summary>
public sealed record SnapshotTest(FeatureTable Table, int[] Numbers, TestRows Test);
