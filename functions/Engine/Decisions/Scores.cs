using FraudFunctions.Engine.State;

namespace FraudFunctions.Engine.Decisions;

/// <summary>
/// What the parts of a model said of one transaction, each by itself: the trees' probability before prior correction, the autoencoder's error, and the
/// sequence's probabilities of fraud now and within a month. Null where the model has no such part.
/// </summary>
public readonly record struct Scores(float Trees, float? Anomaly = null, float? Sequence = null, float? Month = null);

/// <summary>The scores of a row, with what the sequence remembered of the customer before it; null when it had seen nothing of them.</summary>
public readonly record struct ScoredRow(Scores Scores, SequenceMemory? Before = null);

/// <summary>What the model in the shadow would have said and led to. It decides nothing, and is told nothing of what comes of it.</summary>
public sealed record ShadowOpinion(string ModelId, double Probability, Outcome Outcome);
