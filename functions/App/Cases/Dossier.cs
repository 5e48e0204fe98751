using System.Text.Json.Serialization;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Cases;

/// <summary>Everything one round of an investigation has gathered. A report says nothing that is not in here.</summary>
public sealed record Dossier
{
    public required string CaseId { get; init; }
    public required string CustomerId { get; init; }
    public required CaseType Type { get; init; }

    /// <summary>One for the first investigation, one more with each reopening.</summary>
    public required int Round { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required DateTimeOffset GatheredAt { get; init; }
    public required IReadOnlyList<Exhibit> Exhibits { get; init; }

    /// <summary>What was asked for and did not come, or is not kept at all, and why.</summary>
    public required IReadOnlyList<MissingExhibit> Missing { get; init; }
}

/// <summary>A kind of evidence that an investigation asks for.</summary>
public enum ExhibitKind { Profile, Timeline, Decisions, Links, History, Screening, Facts }

/// <summary>Evidence that the report has to do without.</summary>
public sealed record MissingExhibit(ExhibitKind Kind, string Reason);

/// <summary>One piece of evidence. The id is unique within the dossier and stays the same when it is gathered again.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ProfileExhibit), "profile")]
[JsonDerivedType(typeof(TransactionExhibit), "transaction")]
[JsonDerivedType(typeof(ReasonExhibit), "reason")]
[JsonDerivedType(typeof(LinkExhibit), "link")]
[JsonDerivedType(typeof(AlertExhibit), "alert")]
[JsonDerivedType(typeof(CaseExhibit), "case")]
[JsonDerivedType(typeof(LabelExhibit), "label")]
[JsonDerivedType(typeof(ScreeningExhibit), "screening")]
[JsonDerivedType(typeof(FactExhibit), "fact")]
public abstract record Exhibit
{
    public required string Id { get; init; }
}

/// <summary>The customer against their own past and against peers, over payments that left the account, up to the first alerted one.</summary>
public sealed record ProfileExhibit : Exhibit
{
    public required DateTimeOffset FirstTime { get; init; }
    public required DateTimeOffset LastTime { get; init; }
    public required long Count { get; init; }

    /// <summary>In minor units of <see cref="Currency"/>.</summary>
    public required long UsualAmountMinor { get; init; }
    public required long LargestAmountMinor { get; init; }
    public required string Currency { get; init; }

    /// <summary>How many times the customer's usual amount the largest alerted payment is; null without a past.</summary>
    public required double? AmountRatio { get; init; }

    /// <summary>The usual amount of other customers, and how many of them it was taken from; null when there were too few.</summary>
    public required long? PeerAmountMinor { get; init; }
    public required int PeerCount { get; init; }
}

/// <summary>A transaction with what was decided of it.</summary>
public sealed record TransactionExhibit : Exhibit
{
    public required string DecisionId { get; init; }
    public required string Receipt { get; init; }
    public required DateTimeOffset Time { get; init; }
    public required TransactionType Type { get; init; }
    public required Direction Direction { get; init; }
    public required Channel Channel { get; init; }
    public required long AmountMinor { get; init; }
    public required string Currency { get; init; }
    public string? MerchantId { get; init; }
    public string? MerchantCategory { get; init; }
    public string? Country { get; init; }
    public string? CounterpartyAccount { get; init; }
    public string? CounterpartyName { get; init; }
    public string? DeviceId { get; init; }
    public string? Ip { get; init; }
    public required Outcome Outcome { get; init; }

    /// <summary>The calibrated probability of fraud; null when no model was there.</summary>
    public required double? Probability { get; init; }
    public required double ExpectedLossMinor { get; init; }
    public required IReadOnlyList<string> Degraded { get; init; }

    /// <summary>Whether an alert of this case is about it; the others are its surroundings.</summary>
    public required bool Alerted { get; init; }
}

/// <summary>Why a transaction was decided as it was.</summary>
public sealed record ReasonExhibit : Exhibit
{
    public required string DecisionId { get; init; }
    public required string Code { get; init; }
    public required ReasonOrigin Origin { get; init; }

    /// <summary>In log odds of fraud; zero for a rule.</summary>
    public required double Contribution { get; init; }
    public required IReadOnlyList<Evidence> Values { get; init; }
}

/// <summary>Something that other customers use too.</summary>
public sealed record LinkExhibit : Exhibit
{
    public required LinkKind Link { get; init; }
    public required string EntityId { get; init; }

    /// <summary>The other customers, and which of them have known frauds.</summary>
    public required IReadOnlyList<string> CustomerIds { get; init; }
    public required IReadOnlyList<string> FraudCustomerIds { get; init; }

    /// <summary>One when the customer uses it, two when a customer does who shares something else with them.</summary>
    public required int Hops { get; init; }
    public required DateTimeOffset FirstTime { get; init; }
    public required DateTimeOffset LastTime { get; init; }
}

/// <summary>What customers may share.</summary>
public enum LinkKind { Device, Ip, Counterparty }

/// <summary>An alert on the customer: one of this case, or an earlier one.</summary>
public sealed record AlertExhibit : Exhibit
{
    public required string AlertId { get; init; }
    public required string Reason { get; init; }
    public required Alerts.AlertState State { get; init; }
    public required DateTimeOffset Time { get; init; }
    public required bool OfThisCase { get; init; }
}

/// <summary>An earlier case of the customer and how it ended.</summary>
public sealed record CaseExhibit : Exhibit
{
    public required string EarlierCaseId { get; init; }
    public required CaseStatus Status { get; init; }
    public required DispositionOutcome? Outcome { get; init; }
    public required string? SubReason { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>What somebody has said of one of the customer's transactions.</summary>
public sealed record LabelExhibit : Exhibit
{
    public required string TransactionId { get; init; }
    public required Verdict Verdict { get; init; }
    public required LabelSource Source { get; init; }
    public required DateTimeOffset KnownTime { get; init; }
}

/// <summary>How the customer stands with sanctions and watch lists.</summary>
public sealed record ScreeningExhibit : Exhibit
{
    public required string Status { get; init; }
    public required string ListVersion { get; init; }
    public required DateTimeOffset ScreenedAt { get; init; }
}

/// <summary>Something known about the customer, and from whom.</summary>
public sealed record FactExhibit : Exhibit
{
    public required string Name { get; init; }
    public required string Value { get; init; }
    public required string Provenance { get; init; }
    public required DateTimeOffset KnownTime { get; init; }
}
