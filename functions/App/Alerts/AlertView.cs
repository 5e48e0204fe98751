using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Reasons;

namespace FraudFunctions.App.Alerts;

/// <summary>An alert as callers see it; one by itself comes with its history.</summary>
public sealed record AlertView
{
    public required string Id { get; init; }
    public required string CustomerId { get; init; }
    public required AlertState State { get; init; }
    public required Severity Severity { get; init; }

    /// <summary>Expected loss per minute of an analyst's time, in minor units of the base currency.</summary>
    public required double Priority { get; init; }
    public required string Reason { get; init; }
    public required string Text { get; init; }
    public required Outcome Outcome { get; init; }
    public required MoneyView ExpectedLoss { get; init; }
    public required DateTimeOffset FirstTime { get; init; }
    public required DateTimeOffset LastTime { get; init; }
    public required IReadOnlyList<string> DecisionIds { get; init; }
    public required string? Assignee { get; init; }
    public required string? CaseId { get; init; }
    public required string? SuppressedBy { get; init; }
    public required string? ClosedReason { get; init; }
    public IReadOnlyList<AuditEntry>? History { get; init; }

    public static AlertView Of(Alert alert, IReadOnlyList<AuditEntry>? history = null) => new()
    {
        Id = alert.Id,
        CustomerId = alert.CustomerId,
        State = alert.State,
        Severity = alert.Severity,
        Priority = alert.Priority,
        Reason = alert.Reason,
        Text = ReasonCatalog.ForAnalyst(alert.Reason),
        Outcome = alert.Outcome,
        ExpectedLoss = new MoneyView((long)Math.Round(alert.ExpectedLossMinor), ReferenceRates.Default.BaseCurrency),
        FirstTime = alert.FirstTime,
        LastTime = alert.LastTime,
        DecisionIds = alert.DecisionIds,
        Assignee = alert.Assignee,
        CaseId = alert.CaseId,
        SuppressedBy = alert.SuppressedBy,
        ClosedReason = alert.ClosedReason,
        History = history,
    };
}
