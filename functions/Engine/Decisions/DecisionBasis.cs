using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Rules;

namespace FraudFunctions.Engine.Decisions;

/// <summary>Everything besides the states that a decision rests on; each part has a version that the receipt names.</summary>
public sealed record DecisionBasis
{
    private readonly ScoringModel? model;
    private readonly ScoringModel? shadow;

    public required FeatureSchema Schema { get; init; }

    /// <summary>Null before the first model is trained.</summary>
    public required ScoringModel? Model
    {
        get => model;
        init => model = Checked(value);
    }

    /// <summary>Scores beside the model; what it says is written down and decides nothing.</summary>
    public ScoringModel? Shadow
    {
        get => shadow;
        init => shadow = Checked(value);
    }

    public required RuleSet Rules { get; init; }
    public required ListSet Lists { get; init; }
    public required Policy Policy { get; init; }

    /// <summary>SHA-256 over the stored rules, lists, policy and model card; empty for a basis that no store holds.</summary>
    public string Content { get; init; } = "";

    private ScoringModel? Checked(ScoringModel? value) => value is null || value.Card.SchemaHash == Schema.Hash
        ? value
        : throw new InvalidOperationException($"Model '{value.Card.Id}' was trained on feature schema {value.Card.SchemaHash[..12]}, this engine computes {Schema.Hash[..12]}: train it anew.");

    public DecisionVersions Versions => new(Schema.Hash, Model?.Card.Id, Rules.Version, Lists.Version, Policy.Version, Content);
}
