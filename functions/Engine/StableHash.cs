namespace FraudFunctions.Engine;

/// <summary>
/// A 64-bit hash that is the same on every machine and in every release, because states and partitions are stored by it:
/// FNV-1a over the characters, then the finaliser of MurmurHash3 so that the low bits are as good as the high ones.
/// </summary>
public static class StableHash
{
    /// <example><c>StableHash.Of("") == 0xefd01f60ba992926</c></example>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
        {
            hash = (hash ^ (byte)c) * 1099511628211;
            if (c > 0xff)
                hash = (hash ^ (byte)(c >> 8)) * 1099511628211;
        }
        return Mix(hash);
    }

    public static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    /// <summary>Sixteen bits, to tell a handful of ids apart inside one state; never zero, which means nobody.</summary>
    public static ushort Short(ReadOnlySpan<char> text) => (ushort)(Of(text) % 65535 + 1);
}
