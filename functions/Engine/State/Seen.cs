using System.Numerics;

namespace FraudFunctions.Engine.State;

/// <summary>
/// What an entity has met before, as a Bloom filter of fixed size with two bits per member: it may take a new one for known
/// (4 % at 1 member per 8 bits), never a known one for new. Merging is a bitwise or, so order and repetition do not matter.
/// </summary>
public readonly struct Seen(ulong[] bits)
{
    public ulong[] Bits { get; } = bits;

    public static Seen Of(int bitCount) => new(new ulong[bitCount / 64]);

    public bool Has(ulong hash) => IsSet(First(hash)) && IsSet(Second(hash));

    public void Add(ulong hash)
    {
        Set(First(hash));
        Set(Second(hash));
    }

    /// <summary>About how many distinct members were added (Swamidass and Baldi 2007); exact to one or two while sparse.</summary>
    public double Estimate()
    {
        int size = Bits.Length * 64;
        int ones = 0;
        foreach (ulong word in Bits)
            ones += BitOperations.PopCount(word);
        return ones == size ? size : Math.Round(-size / 2.0 * Math.Log(1 - (double)ones / size));
    }

    public Seen Clone() => new((ulong[])Bits.Clone());

    private int First(ulong hash) => (int)(hash % (uint)(Bits.Length * 64));

    private int Second(ulong hash) => (int)((hash >> 32) % (uint)(Bits.Length * 64));

    private bool IsSet(int bit) => (Bits[bit >> 6] >> (bit & 63) & 1) != 0;

    private void Set(int bit) => Bits[bit >> 6] |= 1UL << (bit & 63);
}
