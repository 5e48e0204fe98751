using System.Buffers.Binary;

namespace FraudFunctions.Engine.State;

/// <summary>Reads back what <see cref="StateWriter"/> wrote.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public readonly bool AtEnd => rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public ulong Word() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ushort Short() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public ulong Number()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
            if (shift > 56)
                throw new InvalidDataException("A number in a stored state has no end.");
        }
    }

    public long Signed()
    {
        ulong value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ulong[] Words(int count)
    {
        ulong[] words = new ulong[count];
        for (int i = 0; i < count; i++)
            words[i] = Word();
        return words;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (rest.Length < count)
            throw new InvalidDataException("A stored state ends early.");
        ReadOnlySpan<byte> taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
