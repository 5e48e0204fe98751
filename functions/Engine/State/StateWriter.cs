using System.Buffers.Binary;

namespace FraudFunctions.Engine.State;

/// <summary>Appends the fields of a state to a growing buffer, little endian, small numbers short.</summary>
internal sealed class StateWriter
{
    private byte[] buffer = new byte[1024];
    private int length;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    public void Reset() => length = 0;

    public void Byte(byte value) => Room(1)[0] = value;

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Room(8), value);

    public void Word(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);

    public void Short(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Room(2), value);

    /// <summary>Seven bits a byte, lowest first.</summary>
    public void Number(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)value);
    }

    /// <summary>Small numbers short on both sides of zero: 0, -1, 1, -2 become 0, 1, 2, 3.</summary>
    public void Signed(long value) => Number((ulong)(value << 1 ^ value >> 63));

    public void Words(ulong[] words)
    {
        foreach (ulong word in words)
            Word(word);
    }

    private Span<byte> Room(int bytes)
    {
        if (length + bytes > buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        Span<byte> room = buffer.AsSpan(length, bytes);
        length += bytes;
        return room;
    }
}
