using System.Security.Cryptography;
using System.Text;

namespace FraudFunctions.Engine.Models;

/// <summary>An autoencoder as bytes, ending with the SHA-256 of all before it. Little-endian.</summary>
/// <remarks>
/// "FFA1", width i32, schema length u16 + UTF-8; columns i32, of each index i32, median, scale, spread, residual f32; layers i32, of each inputs
/// i32, outputs i32, weights and biases f32; 101 quantiles f32.
/// </remarks>
internal static class AutoencoderFormat
{
    private static ReadOnlySpan<byte> Magic => "FFA1"u8;

    internal static byte[] Write(Autoencoder model)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        byte[] schema = Encoding.UTF8.GetBytes(model.SchemaHash);
        writer.Write(Magic);
        writer.Write(model.Width);
        writer.Write(checked((ushort)schema.Length));
        writer.Write(schema);
        writer.Write(model.Columns.Count);
        foreach (AutoencoderColumn column in model.Columns)
        {
            writer.Write(column.Index);
            Write(writer, [column.Median, column.Scale, column.Spread, column.Residual]);
        }
        writer.Write(model.Layers.Count);
        foreach (AutoencoderLayer layer in model.Layers)
        {
            writer.Write(layer.Inputs);
            writer.Write(layer.Outputs);
            Write(writer, layer.Weights.Span);
            Write(writer, layer.Biases.Span);
        }
        Write(writer, model.Quantiles);
        ReadOnlySpan<byte> content = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        return [.. content, .. SHA256.HashData(content)];
    }

    internal static Autoencoder Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Magic.Length + SHA256.HashSizeInBytes || !bytes.StartsWith(Magic))
            throw new InvalidDataException("Not an autoencoder of version FFA1.");
        ReadOnlySpan<byte> content = bytes[..^SHA256.HashSizeInBytes];
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes[content.Length..]))
            throw new InvalidDataException("The autoencoder's bytes do not have the hash they end with.");
        using BinaryReader reader = new(new MemoryStream(content[Magic.Length..].ToArray()));
        try
        {
            int width = reader.ReadInt32();
            string schema = Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadUInt16()));
            AutoencoderColumn[] columns = new AutoencoderColumn[Count(reader)];
            for (int i = 0; i < columns.Length; i++)
                columns[i] = new(reader.ReadInt32(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
            AutoencoderLayer[] layers = new AutoencoderLayer[Count(reader)];
            for (int i = 0; i < layers.Length; i++)
            {
                (int inputs, int outputs) = (Count(reader), Count(reader));
                layers[i] = new(inputs, outputs, Floats(reader, (long)inputs * outputs), Floats(reader, outputs));
            }
            Autoencoder model = new(schema, width, columns, layers, Floats(reader, ErrorQuantiles.Count));
            return reader.BaseStream.Position == reader.BaseStream.Length ? model : throw new InvalidDataException("Bytes follow the last quantile.");
        }
        catch (Exception wrong) when (wrong is EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException($"The bytes are no autoencoder: {wrong.Message}", wrong);
        }
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        foreach (float value in values)
            writer.Write(value);
    }

    private static int Count(BinaryReader reader)
        => reader.ReadInt32() is var count and >= 0 && count <= reader.BaseStream.Length ? count : throw new InvalidDataException("The autoencoder names more than it has bytes.");

    private static float[] Floats(BinaryReader reader, long count)
    {
        if (count > reader.BaseStream.Length / sizeof(float))
            throw new InvalidDataException("The autoencoder names more numbers than it has bytes.");
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
            values[i] = reader.ReadSingle();
        return values;
    }
}
