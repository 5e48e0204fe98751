using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FraudFunctions.Engine.Labels;

namespace FraudFunctions.Learning.Training;

/// <summary>
/// A snapshot as bytes: format, time, schema and number of rows, then each row with its features and words; little endian, packed with Brotli.
/// </summary>
internal static class SnapshotFormat
{
    private const int Version = 1;

    public static byte[] Write(TrainingSnapshot snapshot)
    {
        using MemoryStream stream = new();
        using (BrotliStream packed = new(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (BinaryWriter writer = new(packed, Encoding.UTF8))
        {
            WriteHead(writer, snapshot);
            foreach (SnapshotRow row in snapshot.Rows)
                Write(writer, row);
        }
        return stream.ToArray();
    }

    public static TrainingSnapshot Read(byte[] bytes)
    {
        using BinaryReader reader = new(new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        if (reader.ReadInt32() is var version && version != Version)
            throw new InvalidDataException($"The snapshot has format {version}; this release reads {Version}.");
        DateTimeOffset at = Time(reader.ReadInt64());
        string schemaHash = reader.ReadString();
        SnapshotRow[] rows = new SnapshotRow[reader.ReadInt32()];
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < rows.Length; i++)
            rows[i] = Read(reader, names);
        return new TrainingSnapshot(at, schemaHash, rows);
    }

    /// <summary>SHA-256 of the bytes before they are packed: another packer would pack otherwise.</summary>
    public static string HashOf(TrainingSnapshot snapshot)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using MemoryStream part = new();
        using BinaryWriter writer = new(part);
        WriteHead(writer, snapshot);
        hash.AppendData(part.GetBuffer().AsSpan(0, (int)part.Length));
        foreach (SnapshotRow row in snapshot.Rows)
        {
            part.SetLength(0);
            Write(writer, row);
            hash.AppendData(part.GetBuffer().AsSpan(0, (int)part.Length));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void WriteHead(BinaryWriter writer, TrainingSnapshot snapshot)
    {
        writer.Write(Version);
        writer.Write(snapshot.At.UtcTicks);
        writer.Write(snapshot.SchemaHash);
        writer.Write(snapshot.Rows.Count);
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
