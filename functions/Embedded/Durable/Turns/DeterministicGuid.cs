using System.Security.Cryptography;
using System.Text;

namespace FraudFunctions.Embedded.Durable.Turns;

/// <summary>Guids that come out the same at each replay: version 5 of RFC 9562, a hash of a name.</summary>
internal static class DeterministicGuid
{
    // Any fixed one does; it keeps these apart from other people's hashes of the same names.
    private static readonly byte[] space = new Guid("5f0c8a6e-2d0b-5b1f-9a64-3f6f1f0d7c11").ToByteArray(bigEndian: true);

    public static Guid Of(string name)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The standard names SHA-1; nothing is kept safe by it.
        SHA1.HashData([.. space, .. Encoding.UTF8.GetBytes(name)], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
