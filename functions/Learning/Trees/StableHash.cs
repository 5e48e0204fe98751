namespace FraudFunctions.Learning.Trees;

/// <summary>Hashes that are the same on every machine and in every run, unlike <see cref="object.GetHashCode"/>.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a over the UTF-16 units (Fowler, Noll, Vo), then mixed so that the upper bits are even too.</summary>
    internal static ulong Of(string text, int seed)
    {
        var hash = 14695981039346656037ul ^ (uint)seed;
        foreach (var unit in text)
            hash = (hash ^ unit) * 1099511628211ul;
        return Mix(hash);
    }

    /// <summary>The finaliser of SplitMix64 (Steele, Lea, Flood 2014).</summary>
    internal static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15ul;
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ul;
        x = (x ^ x >> 27) * 0x94D049BB133111EBul;
        return x ^ x >> 31;
    }

    /// <summary>The upper 53 bits as a number in [0, 1).</summary>
    internal static double UnitInterval(ulong hash) => (hash >> 11) * (1.0 / (1ul << 53));
}
