using System.Buffers.Binary;
using System.Numerics;

namespace FraudFunctions.Embedded.Journal;

/// <summary>CRC-32C (Castagnoli, RFC 3720): the CPU has an instruction for it. "123456789" gives E3069283.</summary>
internal static class Crc32C
{
    public const uint Start = uint.MaxValue;

    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte one in bytes) crc = BitOperations.Crc32C(crc, one);
        return crc;
    }

    public static uint Append(uint crc, long value) => BitOperations.Crc32C(crc, (ulong)value);

    public static uint Finish(uint crc) => ~crc;
}
