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
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Rules, lists and policies by version. A version is written once and never changed, because receipts name it; which ones are active is one
/// document beside them.
/// </summary>
public sealed class Rulebook(IDocuments documents)
{
    public const string Container = "policies";
    private const string ActiveId = "active";
    private const string PromotionPrefix = "promotion:";

    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>What the product comes with.</summary>
    public static Policy DefaultPolicy => ReadPolicy(Default(RulebookPart.Policy));

    public static ListSet DefaultLists => ReadLists(Default(RulebookPart.Lists));

    public static RuleSet DefaultRules(FeatureSchema schema) => RuleReader.Read(Default(RulebookPart.Rules), schema);

    /// <summary>The active versions; the defaults that come with the product are written when there are none.</summary>
    public async Task<ActiveVersions> GetActiveAsync(CancellationToken cancellation)
    {
        for (; ; )
        {
            Document? active = await documents.GetAsync(Container, new(ActiveId, ActiveId), cancellation);
            if (active is not null)
                return JsonSerializer.Deserialize<ActiveVersions>(active.Body.Span, Options)!;
            await WriteDefaultsAsync(cancellation);
        }
    }

    /// <summary>One hash over what these versions and the model's card hold.</summary>
    public async Task<string> HashAsync(ActiveVersions versions, ModelCard? card, CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((RulebookPart part, int version) in new[] { (RulebookPart.Rules, versions.Rules), (RulebookPart.Lists, versions.Lists), (RulebookPart.Policy, versions.Policy) })
            hash.AppendData(SHA256.HashData((await GetAsync(part, version, cancellation)).Span));
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(card?.ToJson() ?? "")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public async Task<RuleSet> GetRulesAsync(int version, FeatureSchema schema, CancellationToken cancellation)
        => RuleReader.Read((await GetAsync(RulebookPart.Rules, version, cancellation)).Span, schema);

    public async Task<ListSet> GetListsAsync(int version, CancellationToken cancellation)
        => ReadLists((await GetAsync(RulebookPart.Lists, version, cancellation)).Span);

    public async Task<Policy> GetPolicyAsync(int version, CancellationToken cancellation)
        => ReadPolicy((await GetAsync(RulebookPart.Policy, version, cancellation)).Span);

    /// <summary>The policy of that version as it is stored, or null when there is none.</summary>
    public async Task<JsonElement?> FindPolicyAsync(int version, CancellationToken cancellation)
        => await documents.GetAsync(Container, new(PartitionOf(RulebookPart.Policy), VersionId(version)), cancellation) is { } document
            ? JsonDocument.Parse(document.Body).RootElement
            : null;

    /// <summary>Stored policies, the newest first, and where the next page begins.</summary>
    public async Task<(IReadOnlyList<JsonElement> Policies, string? Next)> ListPoliciesAsync(int limit, string? after, CancellationToken cancellation)
    {
        DocumentPage page = await documents.QueryPartitionAsync(Container, PartitionOf(RulebookPart.Policy), new RangeQuery(Limit: limit, Descending: true, After: after), cancellation);
        return ([.. page.Documents.Select(document => JsonDocument.Parse(document.Body).RootElement)], page.Next);
    }

    /// <summary>
    /// Writes a document as the next version and makes it the one that decides, or says why not. The version it carries must be the one that is active:
    /// what was made from an older one would undo what came between. The promotion's id is written with the activation, so that once is enough.
    /// </summary>
    public async Task<FieldProblem?> PromoteAsync(RulebookPart part, JsonElement content, string promotion, CancellationToken cancellation)
    {
        for (; ; )
        {
            if (await documents.GetAsync(Container, new(ActiveId, PromotionPrefix + promotion), cancellation) is not null)
                return null;
            ActiveVersions versions = await GetActiveAsync(cancellation);
            if (Promotion.Check(part, content, versions) is { } problem)
                return problem;
            int version = await WriteNextAsync(part, content, versions.Of(part), cancellation);
            // Read after the check: should it have changed in between, the version in the content no longer is the active one.
            Document active = (await documents.GetAsync(Container, new(ActiveId, ActiveId), cancellation))!;
            if (JsonSerializer.Deserialize<ActiveVersions>(active.Body.Span, Options)! != versions)
                continue;
            byte[] next = JsonSerializer.SerializeToUtf8Bytes(versions.With(part, version), Options);
            byte[] note = JsonSerializer.SerializeToUtf8Bytes(new { part, version, replaces = versions.Of(part) }, Options);
            CommitResult result = await documents.CommitAsync(Container, new(ActiveId, [new Write.Replace(ActiveId, active.ETag, next), new Write.Create(PromotionPrefix + promotion, note)]), cancellation);
            if (result.Committed)
                return null;
        }
    }

    internal static ListSet ReadLists(ReadOnlySpan<byte> utf8)
    {
        StoredLists stored = JsonSerializer.Deserialize<StoredLists>(utf8, Options)!;
        return new ListSet(stored.Version, stored.Lists);
    }

    internal static Policy ReadPolicy(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize<Policy>(utf8, Options)!;

    /// <summary>The first free version after that one; the one that a process wrote before it died is taken up again.</summary>
    private async Task<int> WriteNextAsync(RulebookPart part, JsonElement content, int after, CancellationToken cancellation)
    {
        for (int version = after + 1; ; version++)
        {
            byte[] body = Promotion.WithVersion(content, version);
            if (await WriteOnceAsync(part, version, body, cancellation) || (await GetAsync(part, version, cancellation)).Span.SequenceEqual(body))
                return version;
        }
    }

    private async Task<ReadOnlyMemory<byte>> GetAsync(RulebookPart part, int version, CancellationToken cancellation)
    {
        Document? document = await documents.GetAsync(Container, new(PartitionOf(part), VersionId(version)), cancellation);
        return document?.Body ?? throw new InvalidDataException($"Version {version} of the {PartitionOf(part)} is not in the store.");
    }

    private async Task WriteDefaultsAsync(CancellationToken cancellation)
    {
        foreach (RulebookPart part in Enum.GetValues<RulebookPart>())
            await WriteOnceAsync(part, 1, Default(part), cancellation);
        byte[] active = JsonSerializer.SerializeToUtf8Bytes(new ActiveVersions(1, 1, 1), Options);
        // Somebody else may start at the same time: whoever comes second finds it done.
        await documents.CommitAsync(Container, new(ActiveId, [new Write.Create(ActiveId, active)]), cancellation);
    }

    private async Task<bool> WriteOnceAsync(RulebookPart part, int version, byte[] body, CancellationToken cancellation)
        => (await documents.CommitAsync(Container, new(PartitionOf(part), [new Write.Create(VersionId(version), body)]), cancellation)).Committed;

    private static byte[] Default(RulebookPart part)
    {
        using Stream resource = typeof(Rulebook).Assembly.GetManifestResourceStream($"Defaults.{PartitionOf(part)}.json")!;
        byte[] content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }

    private static string PartitionOf(RulebookPart part) => Choices<RulebookPart>.NameOf(part);

    private static string VersionId(int version) => version.ToString("D6", CultureInfo.InvariantCulture);

    internal sealed record StoredLists(int Version, IReadOnlyList<ValueList> Lists);
}

/// <summary>Which versions decide now.</summary>
public sealed record ActiveVersions(int Rules, int Lists, int Policy)
{
    public int Of(RulebookPart part) => part switch { RulebookPart.Rules => Rules, RulebookPart.Lists => Lists, RulebookPart.Policy => Policy };

    public ActiveVersions With(RulebookPart part, int version) => part switch
    {
        RulebookPart.Rules => this with { Rules = version },
        RulebookPart.Lists => this with { Lists = version },
        RulebookPart.Policy => this with { Policy = version },
    };
}

/// <summary>What has versions of its own.</summary>
public enum RulebookPart { Rules, Lists, Policy }
