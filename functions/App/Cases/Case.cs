using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Alerts;
using FraudFunctions.App.Platform;

namespace FraudFunctions.App.Cases;

/// <summary>What a round of an investigation ended in; final when nobody else has to agree.</summary>
public sealed record Disposition
{
    public required DispositionOutcome Outcome { get; init; }

    /// <summary>Second level: what explains it, such as travel, mule or data_error.</summary>
    public required string SubReason { get; init; }
    public required string Rationale { get; init; }
    public required string Maker { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public string? Checker { get; init; }
    public DateTimeOffset? CheckedAt { get; init; }
    public required bool IsFinal { get; init; }

    /// <summary>The alerted decisions that the maker saw, and that this is about: what joins an alert later is not decided by it.</summary>
    public IReadOnlyList<string> DecisionIds { get; init; } = [];

    /// <summary>Which guarded operation it amounts to: that decides who may check it.</summary>
    public GuardedOperation Operation { get; init; } = GuardedOperation.CloseCase;
}

/// <summary>Where the report of a round lies, and a hash that its file must have.</summary>
public sealed record ReportReference(int Round, string Markdown, string Html, string Sha256, string HtmlSha256, string Source, IReadOnlyList<string> RejectedBecause, IReadOnlyList<ExhibitKind> Missing, IReadOnlyList<string> DecisionIds);

/// <summary>A case: one customer, the alerts that are about it, and what people make of them.</summary>
public sealed record Case
{
    public required string CustomerId { get; init; }

    /// <summary>Its place among the customer's cases, from one.</summary>
    public required int Number { get; init; }
    public required CaseType Type { get; init; }
    public required CaseStatus Status { get; init; }
    public required Severity Severity { get; init; }

    /// <summary>Expected loss per minute of an analyst's time: the order of the inbox.</summary>
    public required double Priority { get; init; }
    /// <summary>What each of its alerts was expected to lose when it was last heard of.</summary>
    public IReadOnlyDictionary<string, double> AlertLosses { get; init; } = new Dictionary<string, double>();

    public double ExpectedLossMinor => Math.Round(AlertLosses.Values.Sum(), 2);

    public required string Inbox { get; init; }
    public string? Assignee { get; init; }
    public required IReadOnlyList<string> AlertIds { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Set aside until then.</summary>
    public DateTimeOffset? SuspendedUntil { get; init; }

    /// <summary>One for the first investigation, one more with each reopening.</summary>
    public required int Round { get; init; }
    public Disposition? Disposition { get; init; }
    public ReportReference? Report { get; init; }
    public IReadOnlyList<string> Typologies { get; init; } = [];

    /// <summary>Cases of other customers that share a device, an address or a payee with this one.</summary>
    public IReadOnlyList<string> RelatedCases { get; init; } = [];
    public int Notes { get; init; }

    /// <summary>How often somebody was reminded in this round.</summary>
    public int Reminders { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who asked to open it again, while nobody has agreed yet.</summary>
    public string? ReopenAskedBy { get; init; }
    public AuditHead Audit { get; init; } = AuditHead.New;

    public string Id => IdOf(CustomerId, Number);

    public bool IsClosed => Status is CaseStatus.ClosedConfirmed or CaseStatus.ClosedRefuted or CaseStatus.ClosedInconclusive or CaseStatus.Abandoned;

    /// <summary>
    /// Cases are numbered by type, each from a place of its own: a gap in the numbers of fraud cases would tell an analyst that there is another.
    /// </summary>
    public static int FirstNumber(CaseType type) => type switch
    {
        CaseType.Fraud => 1,
        CaseType.Aml => 1_000_001,
        CaseType.Screening => 2_000_001,
    };

    /// <summary>The number of a customer's next case of a type.</summary>
    public static int NextNumber(CaseType type, IEnumerable<FiledCase> all) => FirstNumber(type) + all.Count(filed => filed.Case.Type == type);

    public static string IdOf(string customerId, int number) => string.Create(CultureInfo.InvariantCulture, $"{customerId}~{number}");

    /// <summary>Takes a case's id apart; null when it is none.</summary>
    public static (string CustomerId, int Number)? Parts(string id)
    {
        int tilde = id.IndexOf('~', StringComparison.Ordinal);
        return tilde > 0 && int.TryParse(id.AsSpan(tilde + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 && IdOf(id[..tilde], number) == id ? (id[..tilde], number) : null;
    }

    /// <summary>What is about money laundering or sanctions is seen by compliance alone: whoever else knew of it could tip somebody off.</summary>
    public bool MayBeSeenBy(Caller caller) => Type switch
    {
        CaseType.Fraud => caller.Roles.Any(role => role is Role.Analyst or Role.Supervisor or Role.Compliance),
        CaseType.Aml => caller.Roles.Contains(Role.Compliance),
        CaseType.Screening => caller.Roles.Contains(Role.Compliance),
    };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

    public static Case FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<Case>(body.Span, storage)!;

    // Id and IsClosed are derived; they are written for whoever reads the documents, and not read back.
    private static readonly JsonSerializerOptions storage = new(Json.Options) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip };
}
