using System.Text;

namespace FraudFunctions.Embedded.Journal;

/// <summary>
/// Which partition a key belongs to, the same on every machine and in every version: FNV-1a (32 bit) over the key's
/// UTF-8 bytes, mixed by MurmurHash3's finaliser (FNV's low bits alone are weak), modulo the number of partitions.
/// <c>Of("C0001", 8)</c> is 4.
/// </summary>
public static class PartitionHash
{
    /// <summary>Event Hubs takes keys of up to 128 characters.</summary>
    public const int MaxKeyLength = 128;

    public static int Of(string key, int partitions)
    {
        // Three UTF-8 bytes at most per UTF-16 character.
        Span<byte> bytes = stackalloc byte[MaxKeyLength * 3];
        uint hash = 2166136261;
        foreach (byte one in bytes[..Encoding.UTF8.GetBytes(key, bytes)]) hash = (hash ^ one) * 16777619;

        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return (int)((hash ^ (hash >> 16)) % (uint)partitions);
    }
}
