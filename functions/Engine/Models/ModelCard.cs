using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FraudFunctions.Engine.Models;

/// <summary>What a model may be used for. A model of one purpose answers no question of another.</summary>
public enum ModelPurpose { Fraud, Credit, MoneyLaundering, Sales }

/// <summary>A half-open span of event time, [From, Until).</summary>
public sealed record TrainingWindow(DateTimeOffset From, DateTimeOffset Until);

/// <summary>All that must be known to use a model, to repeat its training and to answer for it. Travels as JSON beside the model's bytes.</summary>
public sealed record ModelCard
{
    public required string Id { get; init; }
    public required ModelPurpose Purpose { get; init; }
    public required int SchemaVersion { get; init; }
    public required string SchemaHash { get; init; }

    /// <summary>Hash of the rows and labels trained on.</summary>
    public required string TrainingSetHash { get; init; }
    public required TrainingWindow TrainedOn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Learner and its options, as text, so that a later version can still read them.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>Measured on rows later than the training window.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Calibrated probability from which a row is worth an alert.</summary>
    public required double Threshold { get; init; }

    /// <summary>Share of the genuine rows that were trained on; 1 when all were.</summary>
    public required double NegativesKept { get; init; }
    public required Calibration Calibration { get; init; }

    /// <summary>How the parts become one; null when the trees are alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Blend? Blend { get; init; }

    /// <summary>Parts that are served and recorded, but add nothing that was worth a weight.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Auxiliary { get; init; }

    /// <summary>SHA-256 of each file that belongs to the model, by its name ("trees", "onnx").</summary>
    public required IReadOnlyDictionary<string, string> ContentHashes { get; init; }

    /// <summary>From what trees alone say to the probability that is acted on: prior correction first, then calibration.</summary>
    public double Probability(double modelOutput) => Calibration.Apply(PriorCorrection.Apply(modelOutput, NegativesKept));

    /// <summary>The card with its id, which is a hash over all it says: the same trees calibrated anew are another model.</summary>
    public ModelCard Named()
        => this with { Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes((this with { Id = "" }).ToJson())))[..16] };

    public string ToJson() => JsonSerializer.Serialize(this, ModelCardJson.Default.ModelCard);

    /// <summary>Reads a card; unknown and missing members are errors, because a card half read is a model half understood.</summary>
    public static ModelCard FromJson(string json)
        => JsonSerializer.Deserialize(json, ModelCardJson.Default.ModelCard) ?? throw new JsonException("A model card is not null.");
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true, AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ModelCard))]
internal sealed partial class ModelCardJson : JsonSerializerContext;
