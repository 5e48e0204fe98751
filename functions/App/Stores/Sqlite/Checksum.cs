using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FraudFunctions.App.Stores.Sqlite;

/// <summary>CRC-32C over everything a row says, so that a changed byte is found and named. It guards against decay, the receipts against people.</summary>
internal static class Checksum
{
    public static uint Of(string partition, string id, long change, string? index, ReadOnlySpan<byte> body)
    {
        uint crc = Add(~0u, MemoryMarshal.AsBytes(partition.AsSpan()));
        crc = BitOperations.Crc32C(crc, (byte)0);
        crc = Add(crc, MemoryMarshal.AsBytes(id.AsSpan()));
        crc = BitOperations.Crc32C(crc, (ulong)change);
        crc = Add(crc, MemoryMarshal.AsBytes(index.AsSpan()));
        crc = BitOperations.Crc32C(crc, (byte)0);
        return ~Add(crc, body);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (byte one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return crc;
    }
}
