using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using FraudFunctions.App.Platform;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>The sections of a report in their order. Six of them answer one question each.</summary>
public enum SectionKind { Summary, Who, What, When, Where, Why, How, Contradicting, Missing, History, NextSteps }

/// <summary>A part of a report.</summary>
public sealed record ReportSection(SectionKind Kind, IReadOnlyList<Claim> Claims);

/// <summary>An exhibit as the report cites it: its number is its place in the list, from one.</summary>
public sealed record EvidenceNote(string ExhibitId, string Kind, string? DecisionId, string? Receipt);

/// <summary>What an investigation says, sentence by sentence, each bound to its evidence. The same dossier gives the same bytes.</summary>
public sealed record CaseReport
{
    public required string CaseId { get; init; }
    public required string CustomerId { get; init; }
    public required CaseType Type { get; init; }
    public required int Round { get; init; }
    public required DateTimeOffset GatheredAt { get; init; }
    public required IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>All transactions of the dossier in order of time.</summary>
    public required IReadOnlyList<TransactionExhibit> Transactions { get; init; }
    public required IReadOnlyList<EvidenceNote> Evidence { get; init; }

    [JsonIgnore]
    public IEnumerable<Claim> Claims => Sections.SelectMany(section => section.Claims);

    /// <summary>Canonical: members in the order they are declared, no white space.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

    public static CaseReport FromJson(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<CaseReport>(json, Json.Options)!;

    /// <summary>SHA-256 of its canonical JSON.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(ToJson()));
}
