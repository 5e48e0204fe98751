using System.Text.Json.Serialization;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>A decision as callers see it.</summary>
public sealed record DecisionView
{
    public required string Id { get; init; }
    public required string CustomerId { get; init; }
    public required string TransactionId { get; init; }

    /// <summary>When the transaction happened, and when it reached us.</summary>
    public required DateTimeOffset Time { get; init; }
    public required DateTimeOffset ArrivedAt { get; init; }
    public required Outcome Outcome { get; init; }
    public required RiskView Risk { get; init; }

    /// <summary>What was left to chance; absent when nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChoiceView? Choice { get; init; }
    public required IReadOnlyList<ReasonView> Reasons { get; init; }

    /// <summary>Live rules that fired, and shadow rules that would have; absent for a caller who may not know how frauds are found.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Rules { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ShadowRules { get; init; }

    /// <summary>What the decision had to do without; empty when nothing was missing.</summary>
    public required IReadOnlyList<string> Degraded { get; init; }
    public required DecisionVersions Versions { get; init; }

    /// <summary>Its place among the customer's decisions, from one; and SHA-256 over all that was decided and why.</summary>
    public required long Number { get; init; }
    public required string Receipt { get; init; }

    public static DecisionView Of(Decision decision, string receipt, IReadOnlyList<Reason>? reasons = null) => new()
    {
        Id = decision.Id,
        CustomerId = decision.Transaction.CustomerId,
        TransactionId = decision.Transaction.Id,
        Time = decision.Transaction.Time,
        ArrivedAt = decision.ArrivedAt,
        Outcome = decision.Assessment.Outcome,
        Risk = RiskView.Of(decision.Assessment),
        Choice = decision.Assessment.Choice is { } choice ? ChoiceView.Of(choice, decision.Assessment.Outcome) : null,
        Reasons = [.. (reasons ?? decision.Assessment.Reasons).Select(ReasonView.Of)],
        Rules = decision.Assessment.RuleHits,
        ShadowRules = decision.Assessment.ShadowHits,
        Degraded = decision.Assessment.Degraded,
        Versions = decision.Versions,
        Number = decision.Number,
        Receipt = "sha256:" + receipt,
    };
}

/// <summary>The outcome that would have been taken without chance, how likely the one taken was, and how likely each was.</summary>
public sealed record ChoiceView(Outcome Greedy, double Propensity, IReadOnlyDictionary<string, double> Propensities)
{
    public static ChoiceView Of(Choice choice, Outcome taken) => new(
        choice.Greedy, choice.Of(taken),
        Enum.GetValues<Outcome>().Where(outcome => choice.Of(outcome) > 0).ToDictionary(Choices<Outcome>.NameOf, choice.Of));
}

/// <summary>How likely fraud is and what it would cost.</summary>
public sealed record RiskView(double? FraudProbability, RiskLevel Level, MoneyView ExpectedLoss)
{
    // One in a hundred is twice the usual rate of card-not-present fraud; one in ten is worth anybody's time.
    private const double Elevated = .01;
    private const double High = .1;

    public static RiskView Of(Assessment assessment) => new(
        assessment.Probability,
        assessment.Probability switch { null => RiskLevel.Unknown, < Elevated => RiskLevel.Normal, < High => RiskLevel.Elevated, _ => RiskLevel.High },
        new MoneyView((long)Math.Round(assessment.ExpectedLossMinor), ReferenceRates.Default.BaseCurrency));
}

public enum RiskLevel { Unknown, Normal, Elevated, High }

/// <summary>Money as it travels: minor units and their currency.</summary>
public sealed record MoneyView(long AmountMinor, string Currency);

/// <summary>A reason with its words for an analyst; or only those for the customer.</summary>
public sealed record ReasonView
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReasonOrigin? Origin { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Contribution { get; init; }
    public required string Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Evidence>? Evidence { get; init; }

    public static ReasonView Of(Reason reason) => new()
    {
        Code = reason.Code,
        Origin = reason.Origin,
        Contribution = reason.Contribution,
        Text = ReasonCatalog.ForAnalyst(reason.Code),
        Evidence = reason.Evidence,
    };
}
