namespace FraudFunctions.Engine.Models;

/// <summary>How one column of the feature row is read by an autoencoder, and how far off it usually is.</summary>
/// <param name="Index">Of the column in the feature row.</param>
/// <param name="Median">Where it usually lies.</param>
/// <param name="Scale">Its robust standard deviation.</param>
/// <param name="Spread">Standard deviation of what squashing leaves of it.</param>
/// <param name="Residual">Root mean square of the network's error on rows it was not fitted on.</param>
/// <remarks>
/// z = ± ln(1 + |x - median| / scale) / spread: near the median a straight line, far out a logarithm, so that one enormous amount does not silence
/// all else. Example: median 50, scale 20, spread .5: 70 is ln 2 / .5 = 1.39, 20,050 is ln 1001 / .5 = 13.8 and is cut to 10.
/// </remarks>
public readonly record struct AutoencoderColumn(int Index, float Median, float Scale, float Spread, float Residual)
{
    /// <summary>No column is further out than this.</summary>
    public const float Limit = 10;

    /// <summary>The network's view of a value; NaN stays NaN.</summary>
    public float Squash(float x)
    {
        float distance = (x - Median) / Scale;
        return Math.Clamp(MathF.CopySign(MathF.Log(1 + MathF.Abs(distance)), distance) / Spread, -Limit, Limit);
    }

    /// <summary>The value that looks like this to the network: the inverse of <see cref="Squash"/> inside its limits.</summary>
    public float Unsquash(float z)
    {
        float inside = Math.Clamp(z, -Limit, Limit) * Spread;
        return Median + Scale * MathF.CopySign(MathF.Exp(MathF.Abs(inside)) - 1, inside);
    }
}

/// <summary>One layer of an autoencoder: weights are outputs × inputs, row-major.</summary>
public sealed record AutoencoderLayer(int Inputs, int Outputs, ReadOnlyMemory<float> Weights, ReadOnlyMemory<float> Biases);

/// <summary>How far one column of a row is from what the rest of the row lets expect.</summary>
/// <param name="Column">Index in the feature row.</param>
/// <param name="Actual">What the row has.</param>
/// <param name="Expected">What the network expects, in the same unit.</param>
/// <param name="Error">The column's part of the row's error: over all columns these add up to it.</param>
/// <param name="Share">The same as a share of the row's error: these add up to 1.</param>
public readonly record struct Deviation(int Column, float Actual, float Expected, double Error, double Share);
