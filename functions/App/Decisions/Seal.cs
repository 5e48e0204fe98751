using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// One day's seal over all chains of receipts: how long each customer's chain was, and one hash over all their heads. Whoever rewrites a whole chain,
/// head and record included, would have to rewrite every seal since, wherever copies of them are.
/// </summary>
/// <param name="SealedAt">When.</param>
/// <param name="Numbers">By customer, the number of the newest decision.</param>
/// <param name="Root">SHA-256 over a line per customer in ordinal order: id, number and receipt, parted by blanks.</param>
/// <param name="Previous">SHA-256 of the seal before it, as it lies in the store; null for the first.</param>
public sealed record Seal(DateTimeOffset SealedAt, IReadOnlyDictionary<string, long> Numbers, string Root, string? Previous)
{
    private const string Prefix = "seals/";

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{SealedAt.UtcDateTime:yyyyMMddTHHmmss}.json.gz");

    /// <summary>The hash over the heads of the customers' chains.</summary>
    public static string RootOf(IEnumerable<(string CustomerId, long Number, string? Receipt)> heads)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string customerId, long number, string? receipt) in heads.OrderBy(head => head.CustomerId, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{customerId} {number} {receipt}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public byte[] ToFile()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
            JsonSerializer.Serialize(gzip, this, Json.Options);
        return packed.ToArray();
    }

    public static string HashOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>The newest seal as it lies in the store; null before the first.</summary>
    public static async Task<byte[]?> NewestAsync(IFiles files, CancellationToken cancellation)
    {
        IReadOnlyList<string> names = await files.ListAsync(Prefix, cancellation);
        return names.Count == 0 ? null : await files.GetAsync(names[^1], cancellation) ?? throw new InvalidDataException($"Seal '{names[^1]}' has gone.");
    }

    /// <summary>All seals with their files, the oldest first.</summary>
    public static async Task<IReadOnlyList<(Seal Seal, string Name, byte[] File)>> AllAsync(IFiles files, CancellationToken cancellation)
    {
        List<(Seal, string, byte[])> seals = [];
        foreach (string name in await files.ListAsync(Prefix, cancellation))
        {
            byte[] file = await files.GetAsync(name, cancellation) ?? throw new InvalidDataException($"Seal '{name}' has gone.");
            seals.Add((Read(file, name), name, file));
        }
        return seals;
    }

    private static Seal Read(byte[] file, string name)
    {
        try
        {
            using GZipStream gzip = new(new MemoryStream(file), CompressionMode.Decompress);
            return JsonSerializer.Deserialize<Seal>(gzip, Json.Options)!;
        }
        catch (Exception broken) when (broken is JsonException or InvalidDataException)
        {
            throw new InvalidDataException($"Seal '{name}' cannot be read: {broken.Message}", broken);
        }
    }
}
