namespace FraudFunctions.Engine.Features;

/// <summary>One column of the feature vector: its name, what it measures, and the reason code it argues for when it raises the risk.</summary>
public sealed record FeatureColumn(string Name, string Meaning, string ReasonCode)
{
    /// <summary>From this value on, the words of the reason code are true of the payment; null where the column has no say in that.</summary>
    public float? From { get; init; }

    /// <summary>They are true below this one.</summary>
    public float? Below { get; init; }

    /// <summary>Whether the column has a say in whether the words of its code are true.</summary>
    public bool HasSay => From is not null || Below is not null;

    /// <summary>Whether its words are true of a payment with this value.</summary>
    public bool BearsOut(float value) => HasSay && value >= (From ?? float.NegativeInfinity) && value < (Below ?? float.PositiveInfinity);
}

/// <summary>A group of columns that are computed together.</summary>
public abstract class FeatureBlock
{
    public abstract IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>Writes one value per column, in order; NaN where there is nothing to measure.</summary>
    public abstract void Write(in FeatureInput input, Span<float> values);
}
