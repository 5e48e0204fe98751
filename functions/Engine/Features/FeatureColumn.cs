namespace FraudFunctions.Engine.Features;

/// <summary>One column of the feature vector: its name, what it measures, and the reason code it argues for when it raises the risk.</summary>
public sealed record FeatureColumn(string Name, string Meaning, string ReasonCode);

/// <summary>A group of columns that are computed together.</summary>
public abstract class FeatureBlock
{
    public abstract IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>Writes one value per column, in order; NaN where there is nothing to measure.</summary>
    public abstract void Write(in FeatureInput input, Span<float> values);
}
