using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Approvals;

/// <summary>Where a proposal stands. Approved is on its way: its effect is applied next, and applied again until it has succeeded.</summary>
public enum ProposalState { Pending, Approved, Applied, Rejected, Withdrawn, Failed }

/// <summary>What one person wants done and another has to agree to. What is proposed never changes: what the checker has read is what is done.</summary>
public sealed record Proposal
{
    public required string Id { get; init; }
    public required GuardedOperation Operation { get; init; }

    /// <summary>What it is done to; the operation says what that names.</summary>
    public required string Subject { get; init; }

    /// <summary>What the operation needs to know, an object; the operation says what it holds.</summary>
    public required JsonElement Content { get; init; }
    public required string Reason { get; init; }

    /// <summary>What the maker says is at stake, in minor units of the base currency; for the checker to see, nothing is decided by it.</summary>
    public long? AtStakeMinor { get; init; }
    public required string Maker { get; init; }

    /// <summary>Whose wish it was, when the maker is not a person: they agree to it no more than a maker does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OnBehalfOf { get; init; }
    public required DateTimeOffset ProposedAt { get; init; }
    public required ProposalState State { get; init; }

    /// <summary>Who approved or rejected it.</summary>
    public string? Checker { get; init; }

    /// <summary>When it was approved, rejected or withdrawn.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When its effect was there, or was found to be impossible.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it was rejected, or could no longer be applied.</summary>
    public string? Note { get; init; }
    public required AuditHead Audit { get; init; }

    /// <summary>
    /// The same maker proposing the same again means the same proposal, until that one is settled: then it is the next of its kind.
    /// </summary>
    public static string IdOf(GuardedOperation operation, string maker, ProposalRequest request, int occurrence)
    {
        string text = string.Join('\n', operation, maker, request.Subject, request.Reason, request.AtStakeMinor?.ToString(CultureInfo.InvariantCulture), request.Content is { } content ? Canonical(content) : "");
        return string.Create(CultureInfo.InvariantCulture, $"{Choices<GuardedOperation>.NameOf(operation)}-{HashOf(text)[..16]}-{occurrence}");
    }

    /// <summary>SHA-256 of the content, which the audit names.</summary>
    public string ContentHash() => HashOf(Canonical(Content));

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

    public static Proposal FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<Proposal>(body.Span, Json.Options)!;

    // As the store writes it: the blanks that it was sent with do not count.
    private static string Canonical(JsonElement content) => JsonSerializer.Serialize(content, Json.Options);

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>The body of POST /v1/approvals.</summary>
public sealed record ProposalRequest(GuardedOperation? Operation, string? Subject, JsonElement? Content, string? Reason, long? AtStakeMinor);
