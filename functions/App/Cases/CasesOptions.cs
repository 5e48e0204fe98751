using System.ComponentModel.DataAnnotations;
using FraudFunctions.App.Alerts;

namespace FraudFunctions.App.Cases;

/// <summary>Settings of the slice, section <c>Cases</c>.</summary>
public sealed class CasesOptions
{
    public const string FraudInbox = "fraud";
    public const string EscalationInbox = "escalation";
    public const string AmlInbox = "aml";
    public const string ScreeningInbox = "screening";

    /// <summary>Who works on what. Without any, the people of the demo.</summary>
    public List<AnalystOptions> Analysts { get; init; } = [];

    /// <summary>Hours until a case is due. A day, three, a working week and a month: the tiers that banks report by.</summary>
    [Range(1, 10_000)]
    public int CriticalHours { get; init; } = 24;

    [Range(1, 10_000)]
    public int HighHours { get; init; } = 72;

    [Range(1, 10_000)]
    public int MediumHours { get; init; } = 7 * 24;

    [Range(1, 10_000)]
    public int LowHours { get; init; } = 30 * 24;

    /// <summary>How often a case that is overdue is brought to mind again.</summary>
    [Range(1, 1_000)]
    public int RemindAgainHours { get; init; } = 24;

    public TimeSpan DueIn(Severity severity) => TimeSpan.FromHours(severity switch
    {
        Severity.Critical => CriticalHours,
        Severity.High => HighHours,
        Severity.Medium => MediumHours,
        Severity.Low => LowHours,
    });

    public IReadOnlyList<AnalystOptions> Roster => Analysts.Count > 0 ? Analysts : demo;

    private static readonly AnalystOptions[] demo =
    [
        new() { Name = "ana", Inboxes = [FraudInbox], Skills = ["cardTesting", "stolenCard", "compromisedMerchant"] },
        new() { Name = "ben", Inboxes = [FraudInbox], Skills = ["accountTakeover", "muleNetwork", "bustOut"] },
        new() { Name = "sofia", Inboxes = [EscalationInbox] },
        new() { Name = "carl", Inboxes = [AmlInbox, ScreeningInbox] },
    ];
}

/// <summary>Somebody who works on cases.</summary>
public sealed class AnalystOptions
{
    [Required]
    public required string Name { get; init; }
    public List<string> Inboxes { get; init; } = [];

    /// <summary>Typologies that this person knows best.</summary>
    public List<string> Skills { get; init; } = [];

    /// <summary>How many open cases are enough.</summary>
    [Range(1, 10_000)]
    public int Capacity { get; init; } = 500;
}
