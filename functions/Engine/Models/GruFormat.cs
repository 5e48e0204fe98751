using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FraudFunctions.Engine.Models;

/// <summary>The network as bytes: header, inputs, weights, SHA-256 of all before it. Little-endian.</summary>
/// <remarks>
/// "FFG1", width i32, units i32, hidden i32, inputs i32, schema length u16 + UTF-8; per input column u16, centre f32, scale f32, hat u8,
/// missing f32; then the weights as f32 in the order of <see cref="GruShape.Block"/>.
/// </remarks>
internal static class GruFormat
{
    // Far more than is ever trained, so that a damaged header cannot ask for the whole memory.
    private const int MostOfAnything = 65_535;
    private const int InputBytes = 2 + 4 + 4 + 1 + 4;

    private static ReadOnlySpan<byte> Magic => "FFG1"u8;

    internal static byte[] Write(GruNetwork network)
    {
        MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        byte[] schema = Encoding.UTF8.GetBytes(network.SchemaHash);
        writer.Write(Magic);
        writer.Write(network.Width);
        writer.Write(network.Shape.Units);
        writer.Write(network.Shape.Hidden);
        writer.Write(network.Shape.Inputs);
        writer.Write(checked((ushort)schema.Length));
        writer.Write(schema);
        foreach (SequenceInput input in network.Inputs)
        {
            writer.Write(checked((ushort)input.Column));
            writer.Write(input.Centre);
            writer.Write(input.Scale);
            writer.Write(input.Hat);
            writer.Write(input.Missing);
        }
        foreach (float weight in network.Weights)
            writer.Write(weight);
        ReadOnlySpan<byte> content = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        return [.. content, .. SHA256.HashData(content)];
    }

    internal static GruNetwork Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Magic.Length + SHA256.HashSizeInBytes || !bytes.StartsWith(Magic))
            throw new InvalidDataException("Not a sequence network of version FFG1.");
        ReadOnlySpan<byte> content = bytes[..^SHA256.HashSizeInBytes];
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes[content.Length..]))
            throw new InvalidDataException("The sequence network's bytes do not have the hash they end with.");
        ReadOnlySpan<byte> rest = content[Magic.Length..];
        (int width, int units, int hidden, int count) = (Size(ref rest), Size(ref rest), Size(ref rest), Size(ref rest));
        int length = BinaryPrimitives.ReadUInt16LittleEndian(Take(ref rest, 2));
        string schema = Encoding.UTF8.GetString(Take(ref rest, length));
        SequenceInput[] inputs = new SequenceInput[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> one = Take(ref rest, InputBytes);
            inputs[i] = new SequenceInput(
                BinaryPrimitives.ReadUInt16LittleEndian(one), BinaryPrimitives.ReadSingleLittleEndian(one[2..]),
                BinaryPrimitives.ReadSingleLittleEndian(one[6..]), one[10] != 0, BinaryPrimitives.ReadSingleLittleEndian(one[11..]));
        }
        float[] weights = new float[rest.Length / sizeof(float)];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = BinaryPrimitives.ReadSingleLittleEndian(Take(ref rest, sizeof(float)));
        if (!rest.IsEmpty)
            throw new InvalidDataException("Bytes follow the last weight.");
        try
        {
            return new GruNetwork(schema, width, units, hidden, inputs, weights);
        }
        catch (ArgumentException reason)
        {
            throw new InvalidDataException($"The bytes are no sequence network: {reason.Message}", reason);
        }
    }

    private static int Size(ref ReadOnlySpan<byte> rest)
        => BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4)) is var size and > 0 and <= MostOfAnything
            ? size : throw new InvalidDataException($"The sequence network names a size that is not from 1 to {MostOfAnything}.");

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int count)
    {
        if (count > rest.Length)
            throw new InvalidDataException("The sequence network ends in the middle.");
        ReadOnlySpan<byte> taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
