using System.Security.Cryptography;
using System.Text;

namespace FraudFunctions.App.Challenges;

/// <summary>What is kept of a code: enough to know it again, too little to tell it.</summary>
public sealed record CodeHash(string Salt, string Hash);

/// <summary>Codes of six digits that are good for one answer.</summary>
internal static class OneTimeCode
{
    public const int Digits = 6;

    // A million codes are tried quickly when one trial is quick. A hundred thousand rounds make it hours on one core, and a code lives for minutes.
    private const int Rounds = 100_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    /// <summary>Cryptographic chance: whoever has seen many codes cannot tell the next.</summary>
    public static string Draw() => RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);

    public static bool IsWellFormed(string code) => code.Length == Digits && code.All(char.IsAsciiDigit);

    public static CodeHash Hash(string code)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new CodeHash(Convert.ToBase64String(salt), Convert.ToBase64String(Derive(code, salt)));
    }

    /// <summary>Whether it is the code, found out in the same time either way.</summary>
    public static bool Matches(CodeHash kept, string code)
        => CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(kept.Hash), Derive(code, Convert.FromBase64String(kept.Salt)));

    private static byte[] Derive(string code, byte[] salt) => Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(code), salt, Rounds, HashAlgorithmName.SHA256, HashBytes);
}
