using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.Rules;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Rules, lists and policies by version. A version is written once and never changed, because receipts name it; which ones are active is one
/// document beside them.
/// </summary>
public sealed class Rulebook(IDocuments documents)
{
    public const string Container = "policies";
    private const string ActiveId = "active";

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The active versions; the defaults that come with the product are written when there are none.</summary>
    public async Task<ActiveVersions> GetActiveAsync(CancellationToken cancellation)
    {
        for (; ; )
        {
            Document? active = await documents.GetAsync(Container, new(ActiveId, ActiveId), cancellation);
            if (active is not null)
                return JsonSerializer.Deserialize<ActiveVersions>(active.Body.Span, json)!;
            await WriteDefaultsAsync(cancellation);
        }
    }

    /// <summary>One hash over what these versions and the model's card hold.</summary>
    public async Task<string> HashAsync(ActiveVersions versions, ModelCard? card, CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string kind, int version) in new[] { ("rules", versions.Rules), ("lists", versions.Lists), ("policy", versions.Policy) })
            hash.AppendData(SHA256.HashData((await GetAsync(kind, version, cancellation)).Span));
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(card?.ToJson() ?? "")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public async Task<RuleSet> GetRulesAsync(int version, FeatureSchema schema, CancellationToken cancellation)
        => RuleReader.Read((await GetAsync("rules", version, cancellation)).Span, schema);

    public async Task<ListSet> GetListsAsync(int version, CancellationToken cancellation)
    {
        StoredLists stored = JsonSerializer.Deserialize<StoredLists>((await GetAsync("lists", version, cancellation)).Span, json)!;
        return new ListSet(stored.Version, stored.Lists);
    }

    public async Task<Policy> GetPolicyAsync(int version, CancellationToken cancellation)
        => JsonSerializer.Deserialize<Policy>((await GetAsync("policy", version, cancellation)).Span, json)!;

    private async Task<ReadOnlyMemory<byte>> GetAsync(string kind, int version, CancellationToken cancellation)
    {
        Document? document = await documents.GetAsync(Container, new(kind, VersionId(version)), cancellation);
        return document?.Body ?? throw new InvalidDataException($"Version {version} of the {kind} is not in the store.");
    }

    private async Task WriteDefaultsAsync(CancellationToken cancellation)
    {
        await WriteOnceAsync("rules", 1, Default("rules"), cancellation);
        await WriteOnceAsync("lists", 1, Default("lists"), cancellation);
        await WriteOnceAsync("policy", 1, Default("policy"), cancellation);
        byte[] active = JsonSerializer.SerializeToUtf8Bytes(new ActiveVersions(1, 1, 1), json);
        // Somebody else may start at the same time: whoever comes second finds it done.
        await documents.CommitAsync(Container, new(ActiveId, [new Write.Create(ActiveId, active)]), cancellation);
    }

    private async Task WriteOnceAsync(string kind, int version, byte[] body, CancellationToken cancellation)
        => await documents.CommitAsync(Container, new(kind, [new Write.Create(VersionId(version), body)]), cancellation);

    private static byte[] Default(string kind)
    {
        using Stream resource = typeof(Rulebook).Assembly.GetManifestResourceStream($"Defaults.{kind}.json")!;
        byte[] content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }

    private static string VersionId(int version) => version.ToString("D6", CultureInfo.InvariantCulture);

    private sealed record StoredLists(int Version, IReadOnlyList<ValueList> Lists);
}

/// <summary>Which versions decide now.</summary>
public sealed record ActiveVersions(int Rules, int Lists, int Policy);
