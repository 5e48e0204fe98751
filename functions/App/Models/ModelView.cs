using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Governance;

namespace FraudFunctions.App.Models;

/// <summary>A line of the inventory of models.</summary>
public sealed record ModelLine
{
    public required string Id { get; init; }
    public required ModelState State { get; init; }
    public required ModelPurpose Purpose { get; init; }
    public required string Learner { get; init; }
    public required TrainingWindow TrainedOn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Null for a model that was never held against the gates.</summary>
    public required bool? GatesPassed { get; init; }
    public required IReadOnlyList<string> GatesFailed { get; init; }

    internal static ModelLine Of(ModelCard card, ModelRoles roles, GateReport? gates, bool hasDecided) => new()
    {
        Id = card.Id,
        State = StateOf(card.Id, roles, gates?.Passed, hasDecided),
        Purpose = card.Purpose,
        Learner = card.Options.GetValueOrDefault("learner", "unknown"),
        TrainedOn = card.TrainedOn,
        CreatedAt = card.CreatedAt,
        Metrics = card.Metrics,
        GatesPassed = gates?.Passed,
        GatesFailed = gates is null ? [] : [.. gates.Results.Where(result => !result.Passed).Select(result => result.Gate)],
    };

    internal static ModelState StateOf(string model, ModelRoles roles, bool? passed, bool hasDecided)
        => model == roles.Champion ? ModelState.Champion
            : model == roles.Shadow ? ModelState.Shadow
            : hasDecided ? ModelState.Retired
            : passed switch { null => ModelState.Registered, true => ModelState.Passed, false => ModelState.Failed };
}

/// <summary>
/// All that must be known of a model to answer for it, as model risk management asks (SR 26-2, formerly SR 11-7): what it is for and not for, who owns
/// it, what it learned from, how it was tested, who approved it, and what became of it.
/// </summary>
public sealed record ModelView
{
    public required string Id { get; init; }
    public required ModelState State { get; init; }
    public required string Owner { get; init; }
    public string IntendedUse { get; } = "Probability that a payment is fraud, to be weighed with its amount by rules and policy when it is decided.";
    public IReadOnlyList<string> Limits { get; } =
    [
        "It prices no product, opens no account, and rates no customer for money laundering or credit.",
        "Only payments whose features were computed by the schema on its card; it refuses another.",
        "Learned from payments that went through: what was held or declined and never labelled is unknown to it.",
        "Its probabilities hold for payments like those it was calibrated on; drift against these is watched.",
    ];
    public required ModelCard Card { get; init; }
    public required GateReport? Gates { get; init; }
    public required ShadowReport? Shadow { get; init; }

    /// <summary>Changes of roles and gates that speak of this model, the newest first. A promotion that took two people names both.</summary>
    public required IReadOnlyList<AuditEntry> History { get; init; }
    public required ModelReference? Reference { get; init; }
}
